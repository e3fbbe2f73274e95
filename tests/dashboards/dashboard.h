// SPDX-License-Identifier: Apache-2.0
// A Grafana dashboard as its file has it.
#pragma once

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>
#include <string>
#include <string_view>
#include <vector>

namespace cckm::test {

struct Dashboard {
  std::string file;  // "overview.json"
  boost::json::value json;
};

// Those of dashboards/grafana, by name. Throws std::exception where one is not JSON.
std::vector<Dashboard> read_dashboards();

// What is found at a JSON pointer: nullptr, an empty text or an empty list if nothing of that kind.
const boost::json::value* find(const boost::json::value& in, std::string_view pointer);
std::string text_at(const boost::json::value& in, std::string_view pointer);
const boost::json::array& list_at(const boost::json::value& in, std::string_view pointer);
// Numbers that are not whole, or not there, are `otherwise`.
std::int64_t whole_at(const boost::json::value& in, std::string_view pointer,
                      std::int64_t otherwise);

// All panels: those of rows that are collapsed follow their row.
std::vector<const boost::json::value*> panels_of(const Dashboard& dashboard);
// "overview.json / Failing regions".
std::string place_of(const Dashboard& dashboard, const boost::json::value& panel);
// Every text in it, at any depth.
std::vector<std::string> texts_in(const boost::json::value& value);

}  // namespace cckm::test
