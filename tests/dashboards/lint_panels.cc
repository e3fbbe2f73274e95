// SPDX-License-Identifier: Apache-2.0
// Checks that each panel has a title, a description, a unit, and thresholds or mappings.
#include <algorithm>
#include <boost/json.hpp>
#include <limits>
#include <set>

#include "tests/dashboards/lint.h"

namespace cckm::test {
namespace {

namespace json = boost::json;

bool is_known_unit(const std::string& unit) {
  static const std::set<std::string> kUnits = {
      "none",        "short", "percent", "percentunit",   "bytes",           "s",
      "ms",          "reqps", "cps",     "dateTimeAsIso", "dateTimeFromNow", "dateTimeAsLocal",
      "bool_yes_no", "dtdhms"};
  return kUnits.contains(unit) || unit.rfind("suffix:", 0) == 0 || unit.rfind("time:", 0) == 0;
}

// Returns true if the first step has no value, and each other step a greater value than the last.
bool are_steps(const json::array& steps) {
  double last = -std::numeric_limits<double>::infinity();
  for (const auto& step : steps) {
    const auto* value = find(step, "/value");
    if (text_at(step, "/color").empty() || value == nullptr) return false;
    if (&step == &steps.front() ? !value->is_null() : !value->is_number()) return false;
    if (!value->is_number()) continue;
    if (value->to_number<double>() <= last) return false;
    last = value->to_number<double>();
  }
  return true;
}

bool has_mappings(const json::value& panel) {
  if (!list_at(panel, "/fieldConfig/defaults/mappings").empty()) return true;
  for (const auto& override : list_at(panel, "/fieldConfig/overrides")) {
    for (const auto& property : list_at(override, "/properties")) {
      if (text_at(property, "/id") == "mappings") return true;
    }
  }
  return false;
}

// Returns true if the panel shows a number in a colour. It then needs at least two colours.
bool shows_colour(const json::value& panel) {
  static const std::set<std::string> kTypes = {"bargauge", "gauge", "stat"};
  return kTypes.contains(text_at(panel, "/type"));
}

void lint_data_panel(const json::value& panel, const std::string& place, Problems& problems) {
  const auto& steps = list_at(panel, "/fieldConfig/defaults/thresholds/steps");
  problems.expect(is_known_unit(text_at(panel, "/fieldConfig/defaults/unit")), place, "no unit");
  problems.expect(are_steps(steps), place, "its thresholds do not rise from a step without value");
  const std::size_t wanted = shows_colour(panel) ? 2 : 1;
  problems.expect(steps.size() >= wanted || has_mappings(panel), place,
                  "neither thresholds nor mappings");
  problems.expect(!text_at(panel, "/fieldConfig/defaults/noValue").empty(), place, "no noValue");
}

}  // namespace

void lint_panels(const Dashboard& dashboard, Problems& problems) {
  for (const auto* panel : panels_of(dashboard)) {
    const std::string place = place_of(dashboard, *panel);
    const std::string type = text_at(*panel, "/type");
    problems.expect(!text_at(*panel, "/title").empty(), place, "no title");
    if (type == "row") continue;
    problems.expect(!text_at(*panel, "/description").empty(), place, "no description");
    if (type != "text") lint_data_panel(*panel, place, problems);
  }
}

}  // namespace cckm::test
