// SPDX-License-Identifier: Apache-2.0
// The page `/runbooks`: dashboards/RUNBOOKS.md, with an anchor for each alert.
#pragma once

#include "exporter/pages/shell.h"

namespace cckm {

Html runbooks_page(const ProgramInfo& program, Timestamp now);

}  // namespace cckm
