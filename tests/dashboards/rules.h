// SPDX-License-Identifier: Apache-2.0
// Reads the files of Prometheus rules.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace cckm::test {

struct Rule {
  std::string place;   // "alerts.yml / cckm-jobs / CckmSyncJobFailed"
  std::string alert;   // name of the alert; empty: a recording rule
  std::string record;  // name of the recorded metric; empty: an alert
  std::string expression;
  std::map<std::string, std::string> labels;
  std::map<std::string, std::string> annotations;
};

// Both functions throw std::exception for an invalid file.
std::vector<Rule> read_rules(const std::filesystem::path& file);
// Returns the rules of all files of dashboards/rules.
std::vector<Rule> all_rules();

}  // namespace cckm::test
