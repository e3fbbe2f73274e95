// SPDX-License-Identifier: Apache-2.0
// Hasty rules: the project's rules without waiting times, for tests. Alerts fire at once, and
// groups are evaluated at Prometheus' own interval.
#pragma once

#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace cckm::test {

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
