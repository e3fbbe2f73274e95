// SPDX-License-Identifier: Apache-2.0
// Removes `interval` and `for` from the rules, and shortens the steps of subqueries, with yaml-cpp.
#include "tests/dashboards/hasty_rules.h"

#include <yaml-cpp/yaml.h>

#include <regex>

#include "tests/dashboards/project_file.h"

namespace cckm::test {
namespace {

std::string hastened(const std::string& file) {
  YAML::Node yaml = YAML::LoadFile(file);
  for (auto group : yaml["groups"]) {
    group.remove("interval");
    for (auto rule : group["rules"]) {
      rule.remove("for");
      rule["expr"] =
          std::regex_replace(rule["expr"].as<std::string>(), std::regex(":1h]"), ":1s]");
    }
  }
  return YAML::Dump(yaml);
}

}  // namespace

HastyRules::HastyRules() {
  for (const auto& file : project_files("dashboards/rules", ".yml")) {
    files_.push_back(folder_.write(file.filename().string(), hastened(file.string())));
  }
}

}  // namespace cckm::test
