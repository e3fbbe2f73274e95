// SPDX-License-Identifier: Apache-2.0
// Reads CM's schedules.
#pragma once

#include <mutex>
#include <string>
#include <vector>

#include "exporter/cckm/item_reader.h"
#include "exporter/cckm/list_renewal.h"
#include "exporter/cckm/offer.h"
#include "exporter/cckm/one_at_a_time.h"

namespace cckm {

// The list is renewed every five minutes. Due times are computed for each collection.
class SchedulesReader final : public ItemReader {
 public:
  Reading read(CmClient& client, std::size_t worker, Window window) override;
  Reading unread(const Failure& failure) const override;

 private:
  CmClient::Answer read_page(CmClient& client, std::size_t worker, Window window, std::size_t skip);
  void take_over();
  Reading note_failure(const CmClient::Answer& answer);
  Reading report(const std::optional<Failure>& failure) const;

  OneAtATime reading_;  // is held for a whole read(); guards all up to memory_
  ListRenewal renewal_;
  std::vector<Schedule> renewed_;  // entries of the renewal in progress
  CmClient::Memory memory_;

  mutable std::mutex reporting_;  // guards all below; is held for moments only
  Offer offer_{false};
  std::optional<Failure> failure_;   // of the last renewal
  std::vector<Schedule> schedules_;  // of the last renewal that succeeded
};

}  // namespace cckm
