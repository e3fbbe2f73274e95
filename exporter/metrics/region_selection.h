// SPDX-License-Identifier: Apache-2.0
// Which entries of `detailed_status` become series of their own. CM decides how many entries there
// are and what they are called, so this is where their number and size are bounded.
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
  std::size_t per_job = 1000;
  std::size_t per_page = 20000;
  // Label text that CM chose, before escaping. With the defaults the page stays under 16 MiB.
  std::size_t bytes_per_page = std::size_t{4} << 20;
};

// Clean label values; a part that is empty is no label.
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
  std::map<RegionLabels, RegionStatus> shown;
  std::size_t dropped = 0;  // entries that the limits left no room for
  std::size_t merged = 0;   // entries whose labels are those of one that is shown
};

// One element for each of `runs`. Entries whose labels come out the same are shown as one, in the
// worst of their states (failed, in progress, succeeded). Where there is not room for all, the
// worst are shown, whichever run of the page they are in.
std::vector<JobRegions> select_regions(std::span<const SyncJob* const> runs,
                                       const RegionLimits& limits);

}  // namespace cckm
