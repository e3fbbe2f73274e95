// SPDX-License-Identifier: Apache-2.0
// A linter for dashboards. It finds errors for Grafana 10 to 12, and missing texts and units.
#pragma once

#include <string>
#include <vector>

#include "tests/dashboards/dashboard.h"
#include "tests/dashboards/problems.h"

namespace cckm::test {

// Returns all problems of the dashboards and of their links: "overview.json / Runs: no title".
std::vector<std::string> problems_of(const std::vector<Dashboard>& dashboards);

// Parts of problems_of().
void lint_schema(const Dashboard& dashboard, Problems& problems);
void lint_panels(const Dashboard& dashboard, Problems& problems);
void lint_grid(const Dashboard& dashboard, Problems& problems);
void lint_variables(const Dashboard& dashboard, Problems& problems);
void lint_links(const std::vector<Dashboard>& dashboards, Problems& problems);

}  // namespace cckm::test
