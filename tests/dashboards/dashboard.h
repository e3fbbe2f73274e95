// SPDX-License-Identifier: Apache-2.0
// Reads the files of Grafana dashboards.
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

// Returns the dashboards of dashboards/grafana, sorted by file name. Throws std::exception if one
// is not JSON.
std::vector<Dashboard> read_dashboards();

// Return the value at a JSON pointer. A missing one, or one of another type, is nullptr, an empty
// text or an empty list.
const boost::json::value* find(const boost::json::value& in, std::string_view pointer);
std::string text_at(const boost::json::value& in, std::string_view pointer);
const boost::json::array& list_at(const boost::json::value& in, std::string_view pointer);
// Returns the whole number at a JSON pointer, or `otherwise`.
std::int64_t whole_at(const boost::json::value& in, std::string_view pointer,
                      std::int64_t otherwise);

// Returns all panels. Those of a collapsed row follow their row.
std::vector<const boost::json::value*> panels_of(const Dashboard& dashboard);
// Returns the panel's place in messages, such as "overview.json / Failing regions".
std::string place_of(const Dashboard& dashboard, const boost::json::value& panel);
// Returns every text in a value, at any depth.
std::vector<std::string> texts_in(const boost::json::value& value);

}  // namespace cckm::test
