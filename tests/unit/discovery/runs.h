// SPDX-License-Identifier: Apache-2.0
// Short ways to write runs and pages in tests.
#pragma once

#include <chrono>
#include <string>
#include <utility>
#include <vector>

#include "exporter/discovery/list_page.h"
#include "exporter/discovery/listed_run.h"

namespace cckm::test {

// The limit of finders for the age of runs.
inline constexpr std::chrono::hours kLookback{24};

// Before every run.
inline constexpr Timestamp kLongAgo{0, 0};

// A finished run, an hour after the epoch at the earliest, so that time can be subtracted.
inline Timestamp at(std::int64_t seconds) {
  return {3600 + seconds, 0};
}

inline ListedRun running(const std::string& id, std::int64_t created,
                         std::vector<std::string> containers = {"kms"}) {
  ListedRun run;
  run.job.id = id;
  run.job.created = at(created);
  run.job.status = JobStatus::kInProgress;
  run.job.containers = std::move(containers);
  return run;
}

// Completed five seconds after it was created.
inline ListedRun completed(const std::string& id, std::int64_t created,
                           std::vector<std::string> containers = {"kms"}) {
  ListedRun run = running(id, created, std::move(containers));
  run.job.status = JobStatus::kCompleted;
  run.job.completed = at(created + 5);
  return run;
}

inline ListedRun failed(const std::string& id, std::int64_t created,
                        std::vector<std::string> containers = {"kms"}) {
  ListedRun run = completed(id, created, std::move(containers));
  run.job.status = JobStatus::kFailed;
  return run;
}

inline ListedRun with_region(ListedRun run, const std::string& region, RegionStatus status) {
  run.job.regions.push_back({"", region, "", status});
  return run;
}

inline ListedRun without_regions(ListedRun run) {
  run.has_regions = false;
  return run;
}

// Runs that were created at these times, with the time as their id.
inline std::vector<RunKey> keys(const std::vector<std::int64_t>& times) {
  std::vector<RunKey> keys;
  for (const auto time : times) keys.push_back({at(time), std::to_string(time)});
  return keys;
}

// The times from `first` to `last`, in either direction.
inline std::vector<std::int64_t> range(std::int64_t first, std::int64_t last) {
  std::vector<std::int64_t> times;
  const int step = first <= last ? 1 : -1;
  for (auto time = first; time != last + step; time += step) times.push_back(time);
  return times;
}

inline std::vector<RunKey> keys(std::int64_t first, std::int64_t last) {
  return keys(range(first, last));
}

}  // namespace cckm::test
