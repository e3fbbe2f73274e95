// SPDX-License-Identifier: Apache-2.0
// Reads dashboards with Boost.JSON, and looks up optional members.
#include "tests/dashboards/dashboard.h"

#include <algorithm>
#include <boost/json.hpp>
#include <filesystem>

#include "tests/dashboards/project_file.h"

namespace cckm::test {

namespace json = boost::json;

std::vector<Dashboard> read_dashboards() {
  std::vector<Dashboard> all;
  for (const auto& file : project_files("dashboards/grafana", ".json")) {
    all.push_back({file.filename().string(), json::parse(text_of(file))});
  }
  return all;
}

const json::value* find(const json::value& in, std::string_view pointer) {
  json::error_code missing;
  return in.find_pointer(pointer, missing);
}

std::string text_at(const json::value& in, std::string_view pointer) {
  const auto* found = find(in, pointer);
  return found != nullptr && found->is_string() ? std::string(found->as_string()) : "";
}

const json::array& list_at(const json::value& in, std::string_view pointer) {
  static const json::array none;
  const auto* found = find(in, pointer);
  return found != nullptr && found->is_array() ? found->as_array() : none;
}

std::int64_t whole_at(const json::value& in, std::string_view pointer, std::int64_t otherwise) {
  const auto* found = find(in, pointer);
  return found != nullptr && found->is_int64() ? found->as_int64() : otherwise;
}

std::vector<const json::value*> panels_of(const Dashboard& dashboard) {
  std::vector<const json::value*> all;
  for (const auto& panel : list_at(dashboard.json, "/panels")) {
    all.push_back(&panel);
    for (const auto& inner : list_at(panel, "/panels")) all.push_back(&inner);
  }
  return all;
}

std::string place_of(const Dashboard& dashboard, const json::value& panel) {
  const std::string title = text_at(panel, "/title");
  return dashboard.file + " / " +
         (title.empty() ? "panel " + std::to_string(whole_at(panel, "/id", 0)) : title);
}

std::vector<std::string> texts_in(const json::value& value) {
  std::vector<std::string> texts;
  const auto add = [&](const json::value& inner) {
    const auto further = texts_in(inner);
    texts.insert(texts.end(), further.begin(), further.end());
  };
  if (value.is_string()) texts.emplace_back(value.as_string());
  if (value.is_array()) std::for_each(value.as_array().begin(), value.as_array().end(), add);
  if (value.is_object()) {
    for (const auto& member : value.as_object()) add(member.value());
  }
  return texts;
}

}  // namespace cckm::test
