// SPDX-License-Identifier: Apache-2.0
// Reads the newest runs of one family from CM's list.
#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "exporter/cckm/item_reader.h"
#include "exporter/cckm/list_renewal.h"
#include "exporter/cckm/offer.h"
#include "exporter/cckm/one_at_a_time.h"
#include "exporter/cckm/run_reader.h"
#include "exporter/discovery/run_finder.h"

namespace cckm {

class FamilyReader final : public ItemReader {
 public:
  // Goes on with what `predecessor`, the reader of the same family before a reload, has found. It
  // can be nullptr, and can be in use.
  FamilyReader(const FamilySettings& settings, DiscoveryLimits limits,
               std::shared_ptr<RunReader> runs, const FamilyReader* predecessor);

  Reading read(CmClient& client, std::size_t worker, Window window) override;
  Reading unread(const Failure& failure) const override;

  // Returns true if a reader with these settings can go on with what this one has found.
  bool continues_as(const FamilySettings& settings, DiscoveryLimits limits) const;

 private:
  using Now = BootClock::time_point;

  // What outlives a reload.
  struct State {
    State(const FamilySettings& settings, DiscoveryLimits limits);

    OneAtATime reading;  // is held for a whole read(); guards all up to `offer`
    RunFinder finder;
    ListRenewal renewal;
    std::vector<KeyContainer> renewed;  // entries of the renewal in progress
    std::shared_ptr<const KeyContainers> listed = std::make_shared<const KeyContainers>();
    CmClient::Memory list_memory, run_memory, container_memory;
    Offer offer;

    std::mutex reporting;  // guards all below; is held for moments only
    FamilyReport last;     // without failure
  };
  // The client and the worker of one read().
  struct Call {
    CmClient& client;
    std::size_t worker;
    Window window;
  };

  // Returns the number of requests.
  std::size_t renew_containers(const Call& call);
  bool read_containers(const Call& call, std::size_t skip);
  CmClient::Answer find_runs(const Call& call);
  CmClient::Answer send(const Call& call, const RunFinder::Request& request);
  CmClient::Answer send_list(const Call& call, const RunFinder::Request& request);
  CmClient::Answer send_run(const Call& call, const RunFinder::Request& request);
  // Returns true if the failure of a request leaves the family readable.
  bool recover(const RunFinder::Request& request, const Failure& failure);
  Reading report(const CmClient::Answer& answer, std::size_t container_requests = 0);
  FamilyReport empty_report() const;

  const FamilySettings settings_;
  const DiscoveryLimits limits_;
  const std::shared_ptr<RunReader> runs_;
  const std::shared_ptr<State> state_;
};

}  // namespace cckm
