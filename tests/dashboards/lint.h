// SPDX-License-Identifier: Apache-2.0
// What Grafana 10 to 12 would refuse or show badly in a dashboard, and what people would miss.
#pragma once

#include <string>
#include <vector>

#include "tests/dashboards/dashboard.h"
#include "tests/dashboards/findings.h"

namespace cckm::test {

// All problems of dashboards, by themselves and with each other: "overview.json / Runs: no title".
std::vector<std::string> problems_of(const std::vector<Dashboard>& dashboards);

// The parts of it.
void lint_schema(const Dashboard& dashboard, Findings& findings);
void lint_panels(const Dashboard& dashboard, Findings& findings);
void lint_grid(const Dashboard& dashboard, Findings& findings);
void lint_variables(const Dashboard& dashboard, Findings& findings);
void lint_links(const std::vector<Dashboard>& dashboards, Findings& findings);

}  // namespace cckm::test
