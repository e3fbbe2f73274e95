// SPDX-License-Identifier: Apache-2.0
// Hasty rules: the project's rules without waiting times, for tests. Alerts fire at once, and
// groups are evaluated at Prometheus' own interval.
#pragma once

#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace cckm::test {

// Returns an expression of a rule as the hasty rules have it: a subquery over a week becomes one
// over ten minutes, with a step of a second. A look back by minutes or days becomes one by seconds.
// A wait of a part of a period after a due time has ended already.
std::string hastened_expression(const std::string& expression);

// Copies all files of dashboards/rules to a temporary folder. Throws std::exception for an invalid
// file.
class HastyRules {
 public:
  HastyRules();
  const std::vector<std::string>& files() const { return files_; }

 private:
  TemporaryFolder folder_;
  std::vector<std::string> files_;
};

}  // namespace cckm::test
