// SPDX-License-Identifier: Apache-2.0
// Adds entries in one round for each status, worst first. An entry that is shown already is thus at
// least as bad as a later one with the same labels, and a limit drops the best entries.
#include "exporter/metrics/region_selection.h"

#include <array>
#include <utility>

#include "exporter/metrics/label.h"

namespace cckm {
namespace {

constexpr std::array kWorstFirst = {RegionStatus::kFailed, RegionStatus::kInProgress,
                                    RegionStatus::kSucceeded};

RegionLabels labels_of(const RegionOutcome& entry) {
  return {clean_label(entry.account), clean_label(entry.region), clean_label(entry.container)};
}

// Returns the bytes of a region's labels, over all its series. A failed region has two series.
std::size_t size_of(const RegionLabels& labels, RegionStatus status) {
  const std::size_t series = status == RegionStatus::kFailed ? 2 : 1;
  return series * (labels.account.size() + labels.region.size() + labels.container.size());
}

// Adds entries to jobs as long as the limits have room.
class Selection {
 public:
  explicit Selection(const RegionLimits& limits) : room_(limits) {}

  void offer(const RegionOutcome& entry, JobRegions& job) {
    RegionLabels labels = labels_of(entry);
    if (job.shown.contains(labels)) {
      ++job.merged;  // takes no room, so no limit applies
    } else if (const auto size = size_of(labels, entry.status); fits(size, job)) {
      --room_.per_page;
      room_.bytes_per_page -= size;
      job.shown.emplace(std::move(labels), RegionState{entry.status, entry.error});
    } else {
      ++job.dropped;
    }
  }

 private:
  bool fits(std::size_t size, const JobRegions& job) const {
    return job.shown.size() < room_.per_job && room_.per_page > 0 && size <= room_.bytes_per_page;
  }

  RegionLimits room_;
};

}  // namespace

std::vector<JobRegions> select_regions(std::span<const SyncJob* const> runs,
                                       const RegionLimits& limits) {
  std::vector<JobRegions> jobs(runs.size());
  Selection selection(limits);
  for (const RegionStatus status : kWorstFirst) {
    for (std::size_t i = 0; i < runs.size(); ++i) {
      for (const RegionOutcome& entry : runs[i]->regions) {
        if (entry.status == status) selection.offer(entry, jobs[i]);
      }
    }
  }
  return jobs;
}

}  // namespace cckm
