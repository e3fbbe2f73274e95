// SPDX-License-Identifier: Apache-2.0
// Changes the rules with yaml-cpp.
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
      rule["expr"] = hastened_expression(rule["expr"].as<std::string>());
    }
  }
  return YAML::Dump(yaml);
}

}  // namespace

std::string hastened_expression(const std::string& expression) {
  static const std::regex week(R"(\[7d:1h\])");
  static const std::regex before(R"(offset (5m|49m|7d)\b)");
  static const std::regex part_of_period(R"(\b0\.(25|5) \*)");
  std::string hasty = std::regex_replace(expression, week, "[10m:1s]");
  hasty = std::regex_replace(hasty, before, "offset 5s");
  return std::regex_replace(hasty, part_of_period, "-1 *");
}

HastyRules::HastyRules() {
  for (const auto& file : project_files("dashboards/rules", ".yml")) {
    files_.push_back(folder_.write(file.filename().string(), hastened(file.string())));
  }
}

}  // namespace cckm::test
