// SPDX-License-Identifier: Apache-2.0
// The query of a list: its part and its conditions.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace cckm::test {

inline constexpr std::string_view kSortNewestFirst = "sort=-createdAt";
inline constexpr std::string_view kOnlyInProgress = "overall_status=in_progress";
inline constexpr std::string_view kOnlySynchronizations = "operation=cckm_synchronization";

struct ListQuery {
  std::size_t skip = 0;
  std::size_t limit = 10;                         // CM's default
  std::vector<std::string_view> conditions = {};  // one of the constants above each

  bool has(std::string_view condition) const;
};

// Parses `skip`, `limit` and the conditions that this list knows. Returns empty for any other
// parameter.
std::optional<ListQuery> parse_list_query(std::string_view query,
                                          std::span<const std::string_view> known);

}  // namespace cckm::test
