// SPDX-License-Identifier: Apache-2.0
// Finds the expressions of a dashboard, and replaces variables.
#include "tests/dashboards/expression.h"

#include <boost/json.hpp>
#include <regex>
#include <stdexcept>
#include <utility>

namespace cckm::test {
namespace {

namespace json = boost::json;

bool is_instant(const json::value& target) {
  const auto* instant = find(target, "/instant");
  return instant != nullptr && *instant == true;
}

void add_panels(const Dashboard& dashboard, std::vector<Expression>& all) {
  for (const auto* panel : panels_of(dashboard)) {
    for (const auto& target : list_at(*panel, "/targets")) {
      all.push_back({place_of(dashboard, *panel) + " / " + text_at(target, "/refId"),
                     text_at(target, "/expr"),
                     is_instant(target) ? QueryKind::kInstant : QueryKind::kRange});
    }
  }
}

void add_variables(const Dashboard& dashboard, std::vector<Expression>& all) {
  for (const auto& variable : list_at(dashboard.json, "/templating/list")) {
    if (text_at(variable, "/type") != "query") continue;
    all.push_back({dashboard.file + " / variable " + text_at(variable, "/name"),
                   text_at(variable, "/query/query"), QueryKind::kLabelValues});
  }
}

void add_annotations(const Dashboard& dashboard, std::vector<Expression>& all) {
  for (const auto& annotation : list_at(dashboard.json, "/annotations/list")) {
    if (text_at(annotation, "/datasource/type") != "prometheus") continue;
    all.push_back({dashboard.file + " / annotation " + text_at(annotation, "/name"),
                   text_at(annotation, "/expr"), QueryKind::kRange});
  }
}

}  // namespace

std::vector<Expression> expressions_of(const Dashboard& dashboard) {
  std::vector<Expression> all;
  add_panels(dashboard, all);
  add_variables(dashboard, all);
  add_annotations(dashboard, all);
  return all;
}

std::string with_all_chosen(std::string text) {
  const std::pair<const char*, const char*> kValues[] = {
      {"manager", ".*"},     {"sync_job", ".*"}, {"__rate_interval", "1m"},
      {"__range_s", "3600"}, {"__range", "1h"},  {"__interval_ms", "15000"},
      {"__interval", "15s"},
  };
  for (const auto& [name, value] : kValues) {
    const std::string either = "\\$(" + std::string(name) + "\\b|\\{" + name + "(:\\w+)?\\})";
    text = std::regex_replace(text, std::regex(either), value);
  }
  return text;
}

LabelValues parse_label_values(const std::string& text) {
  static const std::regex form(R"(label_values\((.+),\s*(\w+)\))");
  std::smatch parts;
  if (!std::regex_match(text, parts, form)) throw std::runtime_error("no label_values: " + text);
  return {parts[2], parts[1]};
}

}  // namespace cckm::test
