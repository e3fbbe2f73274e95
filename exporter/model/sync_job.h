// SPDX-License-Identifier: Apache-2.0
// One run of a synchronization job, and the rules for its end and its success.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "exporter/model/anomaly.h"
#include "exporter/model/enum_names.h"
#include "exporter/model/region_error.h"
#include "exporter/model/timestamp.h"

namespace cckm {

enum class JobStatus { kInProgress, kCompleted, kFailed, kCanceled, kUnknown };
enum class RegionStatus { kSucceeded, kFailed, kInProgress };

// Label values of `status`.
inline constexpr EnumNames<JobStatus::kUnknown> kJobStatusNames{"in_progress", "completed",
                                                                "failed", "canceled", "unknown"};
inline constexpr EnumNames<RegionStatus::kInProgress> kRegionStatusNames{"succeeded", "failed",
                                                                         "in_progress"};

struct RegionState {
  RegionStatus status = RegionStatus::kFailed;
  RegionError error = RegionError::kOther;  // of a failed region; otherwise kOther

  bool operator==(const RegionState&) const = default;
};

// One entry of `detailed_status`. A part that the cloud does not have is empty. The texts are as CM
// sent them. exporter/metrics makes label values of them.
struct RegionOutcome {
  std::string account;
  std::string region;
  std::string container;
  RegionStatus status = RegionStatus::kFailed;
  RegionError error = RegionError::kOther;  // of a failed region; otherwise kOther

  bool operator==(const RegionOutcome&) const = default;
};

// CM's text about a failed region, for the log. Empty if there is none.
struct RegionFailure {
  std::size_t region = 0;  // index in SyncJob::regions
  std::string text;

  bool operator==(const RegionFailure&) const = default;
};

struct SyncJob {
  std::string id;
  std::vector<std::string> containers;  // the run's KMS, key vaults, key rings, ..., none empty
  JobStatus status = JobStatus::kUnknown;
  Timestamp created;
  std::optional<Timestamp> updated;
  std::optional<Timestamp> completed;
  std::vector<RegionOutcome> regions;
  std::vector<Anomaly> anomalies = {};  // about this run, each once
  // Of the first kMaxFailures failed regions, in their order.
  std::vector<RegionFailure> failures = {};
  // Number of requested regions or key containers without an entry. 0 while the run goes on, and if
  // it failed: then they are in `regions`, as failed.
  std::size_t unmentioned = 0;

  static constexpr std::size_t kMaxFailures = 50;

  bool operator==(const SyncJob&) const = default;
};

// Returns true if the run has ended, in whatever way.
bool finished(const SyncJob& job);

// Returns true if the run is completed, not canceled, and every region succeeded. Returns empty
// while it runs. A run of unknown status has ended only if it has a `completed_at`, and then it
// failed.
std::optional<bool> succeeded(const SyncJob& job);

// Returns the seconds from `createdAt` to `completed_at`. Returns empty while the run goes on,
// without a `completed_at`, and if `completed_at` is before `createdAt`.
std::optional<double> duration_seconds(const SyncJob& job);

// Returns the number of regions in `status`.
std::size_t count_regions(const SyncJob& job, RegionStatus status);

}  // namespace cckm
