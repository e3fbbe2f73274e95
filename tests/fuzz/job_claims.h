// SPDX-License-Identifier: Apache-2.0
// What holds for every job that was read from a response.
#pragma once

#include <algorithm>
#include <cmath>
#include <string_view>

#include "exporter/cckm/log_text.h"
#include "exporter/model/sync_job.h"
#include "tests/fuzz/fuzz.h"

namespace cckm::test {

inline void check_failures(const SyncJob& job) {
  const std::size_t failed = count_regions(job, RegionStatus::kFailed);
  require(job.failures.size() == std::min(failed, SyncJob::kMaxFailures),
          "the first failed regions have a text");
  for (const RegionFailure& failure : job.failures) {
    require(failure.region < job.regions.size(), "a failure belongs to a region");
    require(job.regions[failure.region].status == RegionStatus::kFailed,
            "a failure belongs to a failed region");
    require(failure.text.size() <= kSearchedForSecrets, "the text of a failure is limited");
  }
}

// `body`: the response that it was read from.
inline void check_job(const SyncJob& job, std::string_view body) {
  // An entry takes at least `"":"",`. In a failed job, a region takes at least `"",`.
  require(job.regions.size() <= body.size() / 3, "regions are made from the body only");
  require(job.unmentioned <= body.size() / 3, "unmentioned regions are made from the body only");
  require(job.unmentioned == 0 || finished(job), "a running job leaves nothing unmentioned");
  check_failures(job);
  require(job.containers.size() <= body.size(), "containers are made from the body only");
  require(succeeded(job).has_value() == finished(job),
          "only a finished job has a success or a failure");
  if (succeeded(job) == true) {
    require(job.status == JobStatus::kCompleted && count_regions(job, RegionStatus::kFailed) == 0 &&
                count_regions(job, RegionStatus::kInProgress) == 0,
            "in a successful job every region is successful");
  }
  if (job.status == JobStatus::kCompleted || job.status == JobStatus::kFailed) {
    require(count_regions(job, RegionStatus::kInProgress) == 0,
            "a finished job has no region in progress");
  }
  const auto duration = duration_seconds(job);
  require(!duration || (*duration >= 0 && std::isfinite(*duration)), "no duration is negative");
}

}  // namespace cckm::test
