// SPDX-License-Identifier: Apache-2.0
// One run of a synchronization, as CM reports it, and the rules that say whether it went well.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "exporter/model/anomaly.h"
#include "exporter/model/enum_names.h"
#include "exporter/model/timestamp.h"

namespace cckm {

enum class JobStatus { kInProgress, kCompleted, kFailed, kCanceled, kUnknown };
enum class RegionStatus { kSucceeded, kFailed, kInProgress };

// Label values of `status`.
inline constexpr EnumNames<JobStatus::kUnknown> kJobStatusNames{"in_progress", "completed",
                                                                "failed", "canceled", "unknown"};
inline constexpr EnumNames<RegionStatus::kInProgress> kRegionStatusNames{"succeeded", "failed",
                                                                         "in_progress"};

// One entry of `detailed_status`. A part that the cloud does not have is empty. The texts are as CM
// sent them: cleaning them for a label is the metrics' business.
struct RegionOutcome {
  std::string account;
  std::string region;
  std::string container;
  RegionStatus status = RegionStatus::kFailed;

  bool operator==(const RegionOutcome&) const = default;
};

struct SyncJob {
  std::string id;
  // CM's KMS, key vaults, key rings, ... that the run was for, joined by commas; may be empty.
  std::string container;
  JobStatus status = JobStatus::kUnknown;
  Timestamp created;
  std::optional<Timestamp> updated;
  std::optional<Timestamp> completed;
  std::vector<RegionOutcome> regions;
  std::vector<Anomaly> anomalies;  // about this run, each once

  bool operator==(const SyncJob&) const = default;
};

// True if the run is over, whichever way.
bool finished(const SyncJob& job);

// Whether the run did all it was asked to: completed, not canceled, every region succeeded. Empty
// while it runs, and for a status that we do not know unless `completed_at` says that it is over.
std::optional<bool> succeeded(const SyncJob& job);

// Seconds from `createdAt` to `completed_at`; empty while the run goes on, where CM sent no
// `completed_at`, and where that is before `createdAt`.
std::optional<double> duration_seconds(const SyncJob& job);

// How many regions are in `status`.
std::size_t count_regions(const SyncJob& job, RegionStatus status);

}  // namespace cckm
