// SPDX-License-Identifier: Apache-2.0
// Success depends on the regions too, and not on the overall status alone. CM does not document the
// overall status of a run in which one region of three fails.
#include "exporter/model/sync_job.h"

#include <algorithm>

namespace cckm {

bool finished(const SyncJob& job) {
  switch (job.status) {
    case JobStatus::kInProgress:
      return false;
    case JobStatus::kUnknown:
      return job.completed.has_value();
    case JobStatus::kCompleted:
    case JobStatus::kFailed:
    case JobStatus::kCanceled:
      return true;
  }
  return false;
}

std::optional<bool> succeeded(const SyncJob& job) {
  if (!finished(job)) return std::nullopt;
  return job.status == JobStatus::kCompleted &&
         std::all_of(job.regions.begin(), job.regions.end(), [](const RegionOutcome& region) {
           return region.status == RegionStatus::kSucceeded;
         });
}

std::optional<double> duration_seconds(const SyncJob& job) {
  if (!finished(job) || !job.completed || *job.completed < job.created) return std::nullopt;
  return seconds_between(job.created, *job.completed);
}

std::size_t count_regions(const SyncJob& job, RegionStatus status) {
  return static_cast<std::size_t>(
      std::count_if(job.regions.begin(), job.regions.end(),
                    [status](const RegionOutcome& region) { return region.status == status; }));
}

}  // namespace cckm
