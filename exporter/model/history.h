// SPDX-License-Identifier: Apache-2.0
// What is known of a sync_job beyond the state of its newest run.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "exporter/model/sync_job.h"
#include "exporter/model/timestamp.h"

namespace cckm {

// Numbers of runs by their status. kInProgress stays 0.
using RunCounts = std::array<std::uint64_t, kJobStatusNames.size()>;

// When a region succeeded last. A part that the cloud does not have is empty.
struct RegionSuccess {
  std::string account;
  std::string region;
  std::string container;
  Timestamp completed;

  bool operator==(const RegionSuccess&) const = default;
};

// An empty member is not known. A run covers a sync_job if it names its key container, or if it
// names none at all.
struct History {
  std::optional<Timestamp> last_success;        // completed_at of the newest success that covers it
  std::vector<RegionSuccess> region_successes;  // of a discovered job: each region once
  std::optional<Timestamp> last_start;          // createdAt of the newest run that covers it
  std::optional<std::size_t> running;           // runs in progress that cover it
  std::optional<Timestamp> oldest_running;      // createdAt of the oldest of them
  std::optional<RunCounts> ended;               // runs that name it and whose end was seen
  std::optional<double> observed_interval_seconds;  // median time between starts
  std::optional<double> expected_interval_seconds;  // the shortest one of its schedules
  std::optional<Timestamp> last_due;                // the newest due time of its schedules
};

// Returns what one run alone tells: that of a configured id. Leaves `region_successes` empty: the
// run itself has them, and a copy for each job would take memory for the whole collection.
History history_of(const SyncJob& run);

}  // namespace cckm
