// SPDX-License-Identifier: Apache-2.0
// Compares what jsonnet makes of mixin.libsonnet with the plain files of dashboards/.
#include <yaml-cpp/yaml.h>

#include <set>
#include <sstream>

#include "tests/dashboards/project_file.h"
#include "tests/dashboards/rules.h"
#include "tests/e2e/process.h"
#include "tests/support/catch.h"

using namespace cckm::test;

namespace {

// Evaluates an expression of jsonnet. `mixin` is the mixin in it. Returns its JSON, which is YAML
// too.
YAML::Node evaluate(const std::string& expression) {
  const auto file = project_file("dashboards/mixin.libsonnet").string();
  Process jsonnet({JSONNET, "-e", "local mixin = import '" + file + "'; " + expression});
  const int exit_code = jsonnet.wait();
  const auto output = jsonnet.output();
  INFO(output);
  REQUIRE(exit_code == 0);
  return YAML::Load(output);
}

// Returns a text with one space for each row of white space, because the mixin joins the lines of
// expressions.
std::string with_single_spaces(const std::string& text) {
  std::istringstream words(text);
  std::string joined;
  for (std::string word; words >> word;) joined += (joined.empty() ? "" : " ") + word;
  return joined;
}

// Returns the first place where two trees differ, below `place`; empty: nowhere.
std::string difference(const YAML::Node& one, const YAML::Node& other, const std::string& place) {
  if (one.Type() != other.Type() || one.size() != other.size()) return place;
  if (one.IsScalar()) {
    return with_single_spaces(one.Scalar()) == with_single_spaces(other.Scalar()) ? "" : place;
  }
  std::size_t index = 0;
  for (const auto& item : one) {
    const auto name = one.IsMap() ? item.first.Scalar() : std::to_string(index);
    const auto here = std::string(place).append("/").append(name);
    auto below = one.IsMap() ? difference(item.second, other[name], here)
                             : difference(item, other[index], here);
    if (!below.empty()) return below;
    ++index;
  }
  return "";
}

YAML::Node plain(const std::string& file) {
  return YAML::LoadFile(project_file("dashboards/rules/" + file).string());
}

}  // namespace

TEST_CASE("the mixin gives the plain rules") {
  CHECK(difference(plain("recording.yml"), evaluate("mixin.prometheusRules"), "recording").empty());
  CHECK(difference(plain("alerts.yml"), evaluate("mixin.prometheusAlerts"), "alerts").empty());
}

TEST_CASE("the mixin puts the configured addresses in front of all links") {
  const auto groups = evaluate(
      "(mixin + {_config+:: {runbooks: 'https://wiki.test/RUNBOOKS.md', grafana: "
      "'https://grafana.test'}}).prometheusAlerts")["groups"];
  std::vector<std::string> runbooks;
  std::vector<std::string> dashboards;
  for (const auto& group : groups) {
    for (const auto& rule : group["rules"]) {
      runbooks.push_back(rule["annotations"]["runbook_url"].Scalar());
      dashboards.push_back(rule["annotations"]["dashboard_url"].Scalar());
    }
  }
  const auto alerts = read_rules(project_file("dashboards/rules/alerts.yml"));
  REQUIRE(runbooks.size() == alerts.size());
  for (std::size_t i = 0; i < alerts.size(); ++i) {
    CHECK(runbooks[i] == "https://wiki.test/" + alerts[i].annotations.at("runbook_url"));
    CHECK(dashboards[i] == "https://grafana.test" + alerts[i].annotations.at("dashboard_url"));
  }
}

TEST_CASE("the mixin has every dashboard") {
  std::set<std::string> names;
  for (const auto& file : project_files("dashboards/grafana", ".json")) {
    names.insert("cckm-" + file.filename().string());
  }
  std::set<std::string> offered;
  const auto dashboards = evaluate("mixin.grafanaDashboards");
  for (const auto& dashboard : dashboards) offered.insert(dashboard.first.Scalar());
  CHECK(offered == names);
}
