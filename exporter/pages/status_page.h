// SPDX-License-Identifier: Apache-2.0
// The page `/`: what failed, managers, jobs, and regions by job.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/pages/job_row.h"
#include "exporter/pages/shell.h"

namespace cckm {

// How many jobs are on one page.
inline constexpr std::size_t kJobsPerPage = 100;

// Which jobs the page shows.
struct StatusFilter {
  std::optional<std::string> state;    // one of kJobStateNames
  std::optional<std::string> manager;  // its name
  std::size_t page = 1;                // from 1; a larger number than there are pages is the last

  bool selects(const JobRow& row) const;
};

// Reads a query such as `state=failed&manager=cm&page=2`. A page that is no number from 1 is 1.
StatusFilter status_filter(std::string_view query);

// Returns the page. Never reads a manager.
Html status_page(const ProgramInfo& program, const Managers& managers, const StatusFilter& filter,
                 Timestamp now);

}  // namespace cckm
