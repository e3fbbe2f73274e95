// SPDX-License-Identifier: Apache-2.0
// The regions of one job, with the class of each failure and since when it lasts.
#pragma once

#include <cstddef>

#include "exporter/model/report.h"
#include "exporter/pages/html.h"

namespace cckm {

// The most regions in the table.
inline constexpr std::size_t kMostRegions = 1000;

// Returns the section of the regions of the newest run: failed ones first, then running ones. Empty
// without a run or without regions.
Html region_table(const JobReport& job, Timestamp now);

}  // namespace cckm
