// SPDX-License-Identifier: Apache-2.0
// Adds entries in one round for each status, worst first. An entry that is shown already is thus at
// least as bad as a later one with the same labels, and a limit drops the best entries.
#include "exporter/metrics/region_selection.h"

#include <algorithm>
#include <array>
#include <utility>

#include "exporter/model/label.h"

namespace cckm {
namespace {

constexpr std::array kWorstFirst = {RegionStatus::kFailed, RegionStatus::kInProgress,
                                    RegionStatus::kSucceeded};

template <typename Entry>
RegionLabels labels_of(const Entry& entry) {
  return {clean_label(entry.account), clean_label(entry.region), clean_label(entry.container)};
}

// Returns the bytes of a region's labels.
std::size_t size_of(const RegionLabels& labels) {
  return labels.account.size() + labels.region.size() + labels.container.size();
}

// Returns the bytes of a region's labels, over all its series. A failed region has two series.
std::size_t size_of(const RegionLabels& labels, RegionStatus status) {
  const std::size_t series = status == RegionStatus::kFailed ? 2 : 1;
  return series * size_of(labels);
}

// Adds entries to jobs as long as the limits have room.
class Selection {
 public:
  explicit Selection(const RegionLimits& limits) : room_(limits) {}

  void offer(const RegionOutcome& entry, JobRegions& job) {
    RegionLabels labels = labels_of(entry);
    if (job.shown.contains(labels)) {
      ++job.merged;  // takes no room, so no limit applies
    } else if (take_room(size_of(labels, entry.status), job.shown.size())) {
      job.shown.emplace(std::move(labels), RegionState{entry.status, entry.error});
    } else {
      ++job.dropped;
    }
  }

  // Of several successes with the same labels, the last one is shown.
  void offer(const RegionSuccess& entry, JobRegions& job) {
    RegionLabels labels = labels_of(entry);
    const auto known = job.successes.find(labels);
    if (known != job.successes.end()) {
      known->second = std::max(known->second, entry.completed);
    } else if (take_room(size_of(labels), job.successes.size())) {
      job.successes.emplace(std::move(labels), entry.completed);
    }
  }

 private:
  // Returns false if there is no room for labels of `size` bytes in a job with `entries`.
  bool take_room(std::size_t size, std::size_t entries) {
    const bool fits = entries < room_.per_job && room_.per_page > 0 && size <= room_.bytes_per_page;
    if (!fits) return false;
    --room_.per_page;
    room_.bytes_per_page -= size;
    return true;
  }

  RegionLimits room_;
};

}  // namespace

std::vector<JobRegions> select_regions(std::span<const RegionSource> jobs,
                                       const RegionLimits& limits) {
  std::vector<JobRegions> selected(jobs.size());
  Selection states(limits);
  for (const RegionStatus status : kWorstFirst) {
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      for (const RegionOutcome& entry : jobs[i].run.regions) {
        if (entry.status == status) states.offer(entry, selected[i]);
      }
    }
  }
  Selection successes(limits);
  for (std::size_t i = 0; i < jobs.size(); ++i) {
    for (const RegionSuccess& entry : jobs[i].successes) successes.offer(entry, selected[i]);
  }
  return selected;
}

}  // namespace cckm
