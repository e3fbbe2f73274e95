// SPDX-License-Identifier: Apache-2.0
// Selects the entries of `detailed_status` that get a series. CM decides how many entries there are
// and how long their names are, so their number and size are limited here.
#pragma once

#include <compare>
#include <cstddef>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "exporter/model/history.h"
#include "exporter/model/sync_job.h"

namespace cckm {

struct RegionLimits {
  std::size_t per_job = 0;
  std::size_t per_page = 20000;
  // Bytes of region labels, before escaping. A failed region has two series, so its labels count
  // twice. These two limits keep the page under 16 MiB.
  std::size_t bytes_per_page = std::size_t{4} << 20;
};

// Clean label values. A part that the cloud does not have is empty.
struct RegionLabels {
  std::string account;
  std::string region;
  std::string container;

  auto operator<=>(const RegionLabels&) const = default;  // NOLINT(modernize-use-nullptr)
};

// The regions of a job: those of its newest run, and when each region succeeded last.
struct RegionSource {
  const SyncJob& run;
  // Empty: `run` is the only known run, so its own successes are the last ones.
  std::optional<std::span<const RegionSuccess>> successes = {};
};

// The values of a region that are shown, at least one.
struct RegionRow {
  std::optional<RegionState> state;       // in the newest run
  std::optional<Timestamp> last_success;  // completed_at
};

// One map has both values, because the labels take most of the memory.
struct JobRegions {
  std::map<RegionLabels, RegionRow> rows;
  std::size_t dropped = 0;  // states over a limit
  std::size_t merged = 0;   // states with the labels of one that is shown
};

// Returns one element for each of `jobs`. Entries with the same labels are shown as one, with the
// worst of their statuses: failed, then in progress, then succeeded. The class is that of the first
// failed entry. If the states reach a limit, the worst ones of all jobs are shown. The last
// successes have the same limits, and are counted separately.
std::vector<JobRegions> select_regions(std::span<const RegionSource> jobs,
                                       const RegionLimits& limits);

}  // namespace cckm
