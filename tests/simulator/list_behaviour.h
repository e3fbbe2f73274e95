// SPDX-License-Identifier: Apache-2.0
// How a family's list deviates from a plain one. The defaults are the plain list, newest first.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cckm::test {

// The order of a list that is not sorted. kNone: fixed, but by no property of the runs. New runs
// appear anywhere in it.
enum class ListOrder { kNewestFirst, kOldestFirst, kNone };

// The effect of the parameter `sort`. kRefused: status 400.
enum class SortEffect { kHonoured, kIgnored, kRefused };

// Names for the control interface, indexed by the enumerators.
inline constexpr std::array<std::string_view, 3> kListOrderNames = {"newest_first", "oldest_first",
                                                                    "none"};
inline constexpr std::array<std::string_view, 3> kSortEffectNames = {"honoured", "ignored",
                                                                     "refused"};

struct ListBehaviour {
  ListOrder order = ListOrder::kNewestFirst;
  SortEffect sort = SortEffect::kHonoured;
  std::optional<std::size_t> limit_cap = {};  // a larger `limit` becomes this
  bool limit_ignored = false;                 // all runs after `skip` at once
  bool filters_ignored = false;               // `overall_status` has no effect
  bool total_absent = false;
  std::optional<std::int64_t> total_fixed = {};  // instead of the right `total`
  double total_factor = 1;                       // of the right `total`
  bool null_when_empty = false;                  // `resources` is null if there are none
  bool without_detailed_status = false;          // in the list; a run by its id has it
  std::size_t growth = 0;                        // runs added before each response of the list
};

}  // namespace cckm::test
