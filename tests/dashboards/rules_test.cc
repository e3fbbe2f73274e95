// SPDX-License-Identifier: Apache-2.0
// Tests the rules: annotations of alerts, and their promtool tests. tests/stack/check_examples.sh
// runs promtool.
#include "tests/dashboards/rules.h"

#include <yaml-cpp/yaml.h>

#include <set>

#include "exporter/model/ascii.h"
#include "tests/dashboards/project_file.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

namespace {

using Names = std::set<std::string>;

std::vector<Rule> alerts() {
  return read_rules(project_file("dashboards/rules/alerts.yml"));
}

Names names_of_alerts() {
  Names names;
  for (const auto& rule : alerts()) names.insert(rule.alert);
  return names;
}

// Alerts that a promtool test expects to fire, and alerts that one expects not to fire.
struct Tested {
  Names firing;
  Names silent;
};

// Returns a member of a node, also of one merged by `<<`, which yaml-cpp does not resolve.
YAML::Node member(const YAML::Node& node, const char* name) {
  const YAML::Node own = node[name];
  return !own && node["<<"] ? member(node["<<"], name) : own;
}

void add_tests(const YAML::Node& test, Tested& tested) {
  for (const auto& each : test["alert_rule_test"]) {
    const YAML::Node wanted = member(each, "exp_alerts");
    const bool fires = wanted && wanted.size() > 0;
    (fires ? tested.firing : tested.silent).insert(member(each, "alertname").as<std::string>());
  }
}

Tested tested() {
  Tested all;
  for (const auto& file : project_files("dashboards/rules/tests", ".yml")) {
    for (const auto& test : YAML::LoadFile(file.string())["tests"]) add_tests(test, all);
  }
  return all;
}

}  // namespace

TEST_CASE("every alert has a severity, a summary, a description, a runbook and a dashboard") {
  const Names severities{"critical", "warning", "info"};
  for (const auto& rule : alerts()) {
    CAPTURE(rule.place);
    REQUIRE(rule.alert.rfind("Cckm", 0) == 0);
    REQUIRE(rule.labels.count("severity") == 1);
    CHECK(severities.count(rule.labels.at("severity")) == 1);
    for (const char* annotation : {"summary", "description", "runbook_url", "dashboard_url"}) {
      CAPTURE(annotation);
      REQUIRE(rule.annotations.count(annotation) == 1);
      CHECK_FALSE(rule.annotations.at(annotation).empty());
    }
    // `make rules` and the mixin put the address of a site in front of both.
    CHECK(rule.annotations.at("runbook_url") == "RUNBOOKS.md#" + to_lower(rule.alert));
    CHECK(rule.annotations.at("dashboard_url").rfind("/d/cckm-", 0) == 0);
  }
}

TEST_CASE("the rules name no address of a site") {
  for (const auto& file : project_files("dashboards/rules", ".yml")) {
    CAPTURE(file);
    CHECK_THAT(text_of(file), !ContainsSubstring("example.com") && !ContainsSubstring("://"));
  }
}

TEST_CASE("every alert has a test that it fires and one that it does not") {
  const Tested all = tested();
  CHECK(all.firing == names_of_alerts());
  for (const auto& name : names_of_alerts()) {
    CAPTURE(name);
    CHECK(all.silent.count(name) == 1);
  }
}
