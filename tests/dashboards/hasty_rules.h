// SPDX-License-Identifier: Apache-2.0
// Our rules for a test that does not want to wait: alerts fire at once, and groups are evaluated
// at Prometheus' own interval.
#pragma once

#include <string>
#include <vector>

#include "tests/support/temporary_folder.h"

namespace cckm::test {

// Copies of all files of dashboards/rules, in a folder of their own. Throws std::exception where
// one is no file of rules.
class HastyRules {
 public:
  HastyRules();
  const std::vector<std::string>& files() const { return files_; }

 private:
  TemporaryFolder folder_;
  std::vector<std::string> files_;
};

}  // namespace cckm::test
