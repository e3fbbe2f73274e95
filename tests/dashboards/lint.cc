// SPDX-License-Identifier: Apache-2.0
// Runs all parts of the linter.
#include "tests/dashboards/lint.h"

#include <utility>

namespace cckm::test {

std::vector<std::string> problems_of(const std::vector<Dashboard>& dashboards) {
  Problems problems;
  for (const auto& each : dashboards) {
    lint_schema(each, problems);
    lint_panels(each, problems);
    lint_grid(each, problems);
    lint_variables(each, problems);
  }
  lint_links(dashboards, problems);
  return std::move(problems).take();
}

}  // namespace cckm::test
