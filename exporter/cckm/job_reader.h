// SPDX-License-Identifier: Apache-2.0
// Reads a configured job by its id.
#pragma once

#include <memory>
#include <mutex>
#include <string>

#include "exporter/cckm/item_reader.h"
#include "exporter/cckm/run_reader.h"

namespace cckm {

class JobReader final : public ItemReader {
 public:
  // Takes over what `predecessor`, the reader of the same job before a reload, has met. It can be
  // nullptr, and can be in use.
  JobReader(JobSettings settings, std::shared_ptr<RunReader> runs, const JobReader* predecessor);

  Reading read(CmClient& client, std::size_t worker, Window window) override;
  Reading unread(const Failure& failure) const override;

  // Return the path of the request.
  std::string target() const { return target_of(settings_); }
  static std::string target_of(const JobSettings& settings);

 private:
  // Returns the last run if `run` is equal to it. So the reports of two collections share its
  // memory.
  std::shared_ptr<const SyncJob> shared(SyncJob run);

  const JobSettings settings_;
  const std::shared_ptr<RunReader> runs_;
  CmClient::Memory memory_;
  std::mutex mutex_;                     // guards last_
  std::shared_ptr<const SyncJob> last_;  // nullptr before the first
};

}  // namespace cckm
