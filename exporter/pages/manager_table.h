// SPDX-License-Identifier: Apache-2.0
// The managers as a table, and what could not be read of them.
#pragma once

#include "exporter/pages/html.h"
#include "exporter/pages/job_row.h"

namespace cckm {

// Returns true if a collection has run and the manager did not respond in it.
bool is_down(const ManagerStatus& manager);

// Returns why the manager is down, or which lists could not be read, in plain words. Empty if there
// is nothing to say.
Html problems_of(const ManagerStatus& manager);

Html manager_table(const Managers& managers, Timestamp now);

}  // namespace cckm
