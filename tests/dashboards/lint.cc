// SPDX-License-Identifier: Apache-2.0
// All parts of the linter, one after another.
#include "tests/dashboards/lint.h"

#include <utility>

namespace cckm::test {

std::vector<std::string> problems_of(const std::vector<Dashboard>& dashboards) {
  Findings findings;
  for (const auto& each : dashboards) {
    lint_schema(each, findings);
    lint_panels(each, findings);
    lint_grid(each, findings);
    lint_variables(each, findings);
  }
  lint_links(dashboards, findings);
  return std::move(findings).take();
}

}  // namespace cckm::test
