// SPDX-License-Identifier: Apache-2.0
// Reports what a finder knows of each key container.
#pragma once

#include <vector>

#include "exporter/discovery/run_finder.h"
#include "exporter/model/report.h"

namespace cckm {

// Returns a report for each key container that a run names, by name and then by id, and one for the
// runs that name none, if there are any. Texts of runs that `listed` has as the id and the name of
// one key container are joined.
std::vector<ContainerReport> container_reports(const RunFinder& finder,
                                               const KeyContainers& listed);

}  // namespace cckm
