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

// What the limits still allow.
class Room {
 public:
  explicit Room(const RegionLimits& limits) : left_(limits) {}

  // Takes the room for labels of `size` bytes in a job that has `entries` already. Returns false
  // if there is none.
  bool take(std::size_t size, std::size_t entries) {
    const bool fits = entries < left_.per_job && left_.per_page > 0 && size <= left_.bytes_per_page;
    if (!fits) return false;
    --left_.per_page;
    left_.bytes_per_page -= size;
    return true;
  }

 private:
  RegionLimits left_;
};

// Precondition: each row of `job` has a state.
void add_state(const RegionOutcome& entry, JobRegions& job, Room& room) {
  RegionLabels labels = labels_of(entry);
  if (job.rows.contains(labels)) {
    ++job.merged;  // takes no room, so no limit applies
  } else if (room.take(size_of(labels, entry.status), job.rows.size())) {
    job.rows[std::move(labels)].state = {entry.status, entry.error};
  } else {
    ++job.dropped;
  }
}

// Adds the last successes of one job. Leaves out the ones over a limit.
class LastSuccesses {
 public:
  LastSuccesses(JobRegions& job, Room& room) : job_(job), room_(room) {}

  // Of several successes with the same labels, the last one is shown.
  template <typename Entry>
  void add(const Entry& entry, Timestamp completed) {
    RegionLabels labels = labels_of(entry);
    const auto row = job_.rows.find(labels);
    if (row != job_.rows.end() && row->second.last_success) {
      row->second.last_success = std::max(*row->second.last_success, completed);
    } else if (room_.take(size_of(labels), added_)) {
      job_.rows[std::move(labels)].last_success = completed;
      ++added_;
    }
  }

 private:
  JobRegions& job_;
  Room& room_;
  std::size_t added_ = 0;
};

void add_successes(const RegionSource& source, JobRegions& job, Room& room) {
  LastSuccesses successes(job, room);
  if (source.successes) {
    for (const RegionSuccess& entry : *source.successes) successes.add(entry, entry.completed);
    return;
  }
  const SyncJob& run = source.run;
  if (!finished(run) || !run.completed) return;
  for (const RegionOutcome& entry : run.regions) {
    if (entry.status == RegionStatus::kSucceeded) successes.add(entry, *run.completed);
  }
}

}  // namespace

std::vector<JobRegions> select_regions(std::span<const RegionSource> jobs,
                                       const RegionLimits& limits) {
  std::vector<JobRegions> selected(jobs.size());
  Room states(limits);
  for (const RegionStatus status : kWorstFirst) {
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      for (const RegionOutcome& entry : jobs[i].run.regions) {
        if (entry.status == status) add_state(entry, selected[i], states);
      }
    }
  }
  Room successes(limits);
  for (std::size_t i = 0; i < jobs.size(); ++i) add_successes(jobs[i], selected[i], successes);
  return selected;
}

}  // namespace cckm
