// SPDX-License-Identifier: Apache-2.0
// Finds the expressions of a dashboard, and replaces variables.
#include "tests/dashboards/expression.h"

#include <algorithm>
#include <boost/json.hpp>
#include <regex>
#include <stdexcept>
#include <utility>

namespace cckm::test {
namespace {

namespace json = boost::json;

constexpr std::int64_t kScrapeInterval = 15;  // seconds; Grafana's default

bool is_instant(const json::value& target) {
  const auto* instant = find(target, "/instant");
  return instant != nullptr && *instant == true;
}

void add_panels(const Dashboard& dashboard, std::vector<Expression>& all) {
  for (const auto* panel : panels_of(dashboard)) {
    for (const auto& target : list_at(*panel, "/targets")) {
      all.push_back({place_of(dashboard, *panel) + " / " + text_at(target, "/refId"),
                     text_at(target, "/expr"),
                     is_instant(target) ? QueryKind::kInstant : QueryKind::kRange,
                     whole_at(*panel, "/maxDataPoints", 0)});
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

std::string with_all_chosen(std::string text, const TimeRange& time) {
  const auto number = [](std::int64_t value) { return std::to_string(value); };
  const std::pair<const char*, std::string> kValues[] = {
      {"manager", ".*"},
      {"sync_job", ".*"},
      {"__rate_interval", number(std::max(time.step + kScrapeInterval, 4 * kScrapeInterval)) + "s"},
      {"__range_s", number(time.range)},
      {"__range", number(time.range) + "s"},
      {"__interval_ms", number(1000 * time.step)},
      {"__interval", number(time.step) + "s"},
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
