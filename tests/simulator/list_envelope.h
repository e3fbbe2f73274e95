// SPDX-License-Identifier: Apache-2.0
// CM's JSON around the resources of every list.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

namespace cckm::test {

// A part of a list, from `begin` to before `end`.
struct Slice {
  std::size_t begin;
  std::size_t end;
};

// Returns the part of a list of `size` after the first `skip`, of `limit` at most.
inline Slice slice(std::size_t skip, std::size_t limit, std::size_t size) {
  const std::size_t begin = std::min(skip, size);
  return {begin, begin + std::min(limit, size - begin)};
}

struct ListEnvelope {
  std::size_t skip = 0;
  std::size_t limit = 10;
  std::optional<std::int64_t> total = {};  // empty: no such member
  std::string resources = {};              // JSON, joined by commas
  bool null_when_empty = false;            // `resources` is null if there are none
};

std::string to_json(const ListEnvelope& list);

}  // namespace cckm::test
