// SPDX-License-Identifier: Apache-2.0
// Selects the entries of `detailed_status` that get a series. CM decides how many entries there are
// and how long their names are, so their number and size are limited here.
#pragma once

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <tuple>
#include <vector>

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

  bool operator<(const RegionLabels& other) const {
    return std::tie(account, region, container) <
           std::tie(other.account, other.region, other.container);
  }
};

struct JobRegions {
  std::map<RegionLabels, RegionState> shown;
  std::size_t dropped = 0;  // entries over a limit
  std::size_t merged = 0;   // entries with the labels of one that is shown
};

// Returns one element for each of `runs`. Entries with the same labels are shown as one, with the
// worst of their statuses: failed, then in progress, then succeeded. The class is that of
// the first failed entry. If a limit is reached, the worst entries of all runs are shown.
std::vector<JobRegions> select_regions(std::span<const SyncJob* const> runs,
                                       const RegionLimits& limits);

}  // namespace cckm
