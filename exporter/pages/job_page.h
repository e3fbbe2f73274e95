// SPDX-License-Identifier: Apache-2.0
// The page `/jobs/<manager>/<sync_job>`: the newest runs, the regions and the last collections of
// one job.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "exporter/pages/job_row.h"
#include "exporter/pages/shell.h"

namespace cckm {

// Returns the page. Empty if the last collection of the manager did not have the job.
std::optional<Html> job_page(const ProgramInfo& program, const Managers& managers,
                             std::string_view manager, std::string_view sync_job, Timestamp now);

// Returns the page for a job that is not known. It repeats no part of the request.
Html unknown_job_page(const ProgramInfo& program, Timestamp now);

}  // namespace cckm
