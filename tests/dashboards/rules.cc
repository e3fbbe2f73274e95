// SPDX-License-Identifier: Apache-2.0
// Reads rules with yaml-cpp.
#include "tests/dashboards/rules.h"

#include <yaml-cpp/yaml.h>

#include "tests/dashboards/project_file.h"

namespace cckm::test {
namespace {

std::string text_of_member(const YAML::Node& node, const char* member) {
  return node[member] ? node[member].as<std::string>() : "";
}

std::map<std::string, std::string> texts_of_member(const YAML::Node& node, const char* member) {
  using Texts = std::map<std::string, std::string>;
  return node[member] ? node[member].as<Texts>() : Texts{};
}

Rule read_rule(const YAML::Node& node, const std::string& group) {
  Rule rule{"",
            text_of_member(node, "alert"),
            text_of_member(node, "record"),
            node["expr"].as<std::string>(),
            texts_of_member(node, "labels"),
            texts_of_member(node, "annotations")};
  rule.place = group + " / " + rule.alert + rule.record;
  return rule;
}

}  // namespace

std::vector<Rule> read_rules(const std::filesystem::path& file) {
  std::vector<Rule> rules;
  for (const auto& group : YAML::LoadFile(file.string())["groups"]) {
    const std::string place = file.filename().string() + " / " + group["name"].as<std::string>();
    for (const auto& rule : group["rules"]) rules.push_back(read_rule(rule, place));
  }
  return rules;
}

std::vector<Rule> all_rules() {
  std::vector<Rule> all;
  for (const auto& file : project_files("dashboards/rules", ".yml")) {
    const auto rules = read_rules(file);
    all.insert(all.end(), rules.begin(), rules.end());
  }
  return all;
}

}  // namespace cckm::test
