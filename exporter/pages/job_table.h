// SPDX-License-Identifier: Apache-2.0
// Jobs as a table.
#pragma once

#include <span>

#include "exporter/pages/html.h"
#include "exporter/pages/job_row.h"

namespace cckm {

Html job_table(std::span<const JobRow> rows, Timestamp now);

}  // namespace cckm
