// SPDX-License-Identifier: Apache-2.0
// The state of each region in each job, as one table for each family of jobs.
#pragma once

#include <cstddef>
#include <span>

#include "exporter/pages/html.h"
#include "exporter/pages/job_row.h"

namespace cckm {

// The most columns of a table. Those with failures come first.
inline constexpr std::size_t kMostColumns = 40;

// Returns the tables of the jobs that have a run with regions. Empty if there are none. A cell has
// the worst state of its region in all accounts. Where a cloud has no regions, columns are key
// containers.
Html region_matrix(std::span<const JobRow> rows);

}  // namespace cckm
