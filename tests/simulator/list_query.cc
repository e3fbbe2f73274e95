// SPDX-License-Identifier: Apache-2.0
// Knows each condition as a whole text. The exporter sends no other text.
#include "tests/simulator/list_query.h"

#include <algorithm>
#include <charconv>
#include <system_error>

namespace cckm::test {
namespace {

// Stores the number if `parameter` is `name=NUMBER`. Returns false if it is not.
bool read_number(std::string_view parameter, std::string_view name, std::size_t& number) {
  if (!parameter.starts_with(name)) return false;
  parameter.remove_prefix(name.size());
  const char* end = parameter.data() + parameter.size();
  const auto [parsed, error] = std::from_chars(parameter.data(), end, number);
  return error == std::errc() && parsed == end;
}

// Stores the condition if it is known. Returns false if it is not.
bool read_condition(std::string_view parameter, std::span<const std::string_view> known,
                    std::vector<std::string_view>& conditions) {
  const auto found = std::find(known.begin(), known.end(), parameter);
  if (found == known.end()) return false;
  conditions.push_back(*found);
  return true;
}

}  // namespace

bool ListQuery::has(std::string_view condition) const {
  return std::find(conditions.begin(), conditions.end(), condition) != conditions.end();
}

std::optional<ListQuery> parse_list_query(std::string_view query,
                                          std::span<const std::string_view> known) {
  ListQuery parsed;
  while (!query.empty()) {
    const std::string_view parameter = query.substr(0, query.find('&'));
    query.remove_prefix(std::min(query.size(), parameter.size() + 1));
    const bool is_known = read_number(parameter, "skip=", parsed.skip) ||
                          read_number(parameter, "limit=", parsed.limit) ||
                          read_condition(parameter, known, parsed.conditions);
    if (!is_known) return std::nullopt;
  }
  return parsed;
}

}  // namespace cckm::test
