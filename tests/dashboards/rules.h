// SPDX-License-Identifier: Apache-2.0
// Prometheus' rules as their files have them.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace cckm::test {

struct Rule {
  std::string place;   // "alerts.yml / cckm-jobs / CckmSyncJobFailed"
  std::string alert;   // its name; empty: a recording rule
  std::string record;  // the other way round
  std::string expression;
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> annotations;
};

// Both throw std::exception for a file that is none of rules.
std::vector<Rule> read_rules(const std::filesystem::path& file);
// Those of dashboards/rules: what is recorded, what alerts, and the example of periods.
std::vector<Rule> all_rules();

}  // namespace cckm::test
