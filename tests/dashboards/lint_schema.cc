// SPDX-License-Identifier: Apache-2.0
// Checks the required members of a dashboard and their values.
#include <boost/json.hpp>
#include <regex>
#include <set>

#include "tests/dashboards/lint.h"

namespace cckm::test {
namespace {

namespace json = boost::json;
using Names = std::set<std::string>;

// Panels of Grafana's core. Grafana rejects Angular panels from version 12 on.
const Names kPanelTypes = {"barchart", "bargauge", "gauge",     "heatmap",        "histogram",
                           "piechart", "row",      "stat",      "state-timeline", "status-history",
                           "table",    "text",     "timeseries"};
const Names kTransformations = {"calculateField",
                                "concatenate",
                                "convertFieldType",
                                "filterByValue",
                                "filterFieldsByName",
                                "groupBy",
                                "groupingToMatrix",
                                "joinByField",
                                "joinByLabels",
                                "labelsToFields",
                                "limit",
                                "merge",
                                "organize",
                                "reduce",
                                "renameByRegex",
                                "rowsToFields",
                                "seriesToRows",
                                "sortBy",
                                "timeSeriesTable"};
const Names kMatchers = {"byFrameRefID", "byName", "byRegexp", "byType"};

bool is_list(const json::value& in, std::string_view pointer) {
  const auto* found = find(in, pointer);
  return found != nullptr && found->is_array();
}

bool is_object(const json::value& in, std::string_view pointer) {
  const auto* found = find(in, pointer);
  return found != nullptr && found->is_object();
}

bool names_the_variable(const json::value& owner) {
  return text_at(owner, "/datasource/type") == "prometheus" &&
         text_at(owner, "/datasource/uid") == "${datasource}";
}

void lint_head(const Dashboard& dashboard, Problems& problems) {
  const auto& top = dashboard.json;
  const auto expect = [&](bool holds, const char* problem) {
    problems.expect(holds, dashboard.file, problem);
  };
  expect(std::regex_match(text_at(top, "/uid"), std::regex("[a-z0-9-]{1,40}")), "no uid");
  expect(!text_at(top, "/title").empty(), "no title");
  expect(!text_at(top, "/description").empty(), "no description");
  expect(!list_at(top, "/tags").empty(), "no tags");
  const auto version = whole_at(top, "/schemaVersion", 0);
  expect(version >= 36 && version <= 41, "schemaVersion is not of Grafana 10 to 12");
  const auto* id = find(top, "/id");
  expect(id == nullptr || id->is_null(), "has an id, which Grafana assigns");
  expect(find(top, "/__inputs") == nullptr, "__inputs cannot be provisioned");
  expect(!text_at(top, "/time/from").empty() && !text_at(top, "/time/to").empty(), "no time");
  for (const auto* list : {"/panels", "/templating/list", "/annotations/list"}) {
    problems.expect(is_list(top, list), dashboard.file, std::string("no list ") + list);
  }
}

void lint_targets(const json::value& panel, const std::string& place, Problems& problems) {
  Names ids;
  problems.expect(!list_at(panel, "/targets").empty(), place, "no targets");
  for (const auto& target : list_at(panel, "/targets")) {
    const std::string id = text_at(target, "/refId");
    problems.expect(!id.empty() && ids.insert(id).second, place, "refIds are not unique");
    problems.expect(!text_at(target, "/expr").empty(), place, "a target without expr");
    problems.expect(names_the_variable(target), place, "a target's datasource is not the variable");
    const auto* instant = find(target, "/instant");
    const auto* range = find(target, "/range");
    problems.expect(instant == nullptr || *instant != true || (range != nullptr && *range == false),
                    place, "an instant target must say range: false");
  }
}

void lint_overrides(const json::value& panel, const std::string& place, Problems& problems) {
  problems.expect(is_list(panel, "/fieldConfig/overrides"), place, "no list of overrides");
  for (const auto& override : list_at(panel, "/fieldConfig/overrides")) {
    problems.expect(kMatchers.contains(text_at(override, "/matcher/id")), place,
                    "an override with an unknown matcher");
    for (const auto& property : list_at(override, "/properties")) {
      problems.expect(!text_at(property, "/id").empty() && find(property, "/value") != nullptr,
                      place, "an override's property without id or value");
    }
  }
}

void lint_data_panel_schema(const json::value& panel, const std::string& place,
                            Problems& problems) {
  problems.expect(names_the_variable(panel), place, "its datasource is not the variable");
  problems.expect(is_object(panel, "/fieldConfig/defaults"), place, "no fieldConfig.defaults");
  problems.expect(is_object(panel, "/options"), place, "no options");
  lint_targets(panel, place, problems);
  lint_overrides(panel, place, problems);
  for (const auto& transformation : list_at(panel, "/transformations")) {
    problems.expect(kTransformations.contains(text_at(transformation, "/id")) &&
                        is_object(transformation, "/options"),
                    place, "an unknown transformation, or one without options");
  }
}

}  // namespace

void lint_schema(const Dashboard& dashboard, Problems& problems) {
  lint_head(dashboard, problems);
  std::set<std::int64_t> ids;
  for (const auto* panel : panels_of(dashboard)) {
    const std::string place = place_of(dashboard, *panel);
    const std::string type = text_at(*panel, "/type");
    const auto id = whole_at(*panel, "/id", 0);
    problems.expect(id > 0 && ids.insert(id).second, place, "its id is not unique");
    problems.expect(kPanelTypes.contains(type), place, "an unknown type of panel");
    if (type == "row") problems.expect(is_list(*panel, "/panels"), place, "a row without panels");
    if (type == "text")
      problems.expect(!text_at(*panel, "/options/content").empty(), place, "empty");
    if (type != "row" && type != "text") lint_data_panel_schema(*panel, place, problems);
  }
  for (const auto& annotation : list_at(dashboard.json, "/annotations/list")) {
    const std::string place = dashboard.file + " / annotation " + text_at(annotation, "/name");
    const bool own = text_at(annotation, "/datasource/type") == "grafana";
    problems.expect(own || names_the_variable(annotation), place,
                    "its datasource is not the variable");
    problems.expect(own || !text_at(annotation, "/expr").empty(), place, "no expr");
  }
}

}  // namespace cckm::test
