// SPDX-License-Identifier: Apache-2.0
// A fixed order of indices that looks random, like that of a table sorted by random ids.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace cckm::test {

// Not thread-safe.
class ShuffledOrder {
 public:
  // Returns the indices below `size` in this order. A larger size inserts the new indices anywhere
  // and keeps the order of the others. Precondition: `size` is below 2^32.
  const std::vector<std::uint32_t>& of(std::size_t size);

  // Returns true if `a` is before `b`.
  static bool is_before(std::size_t a, std::size_t b);

 private:
  std::vector<std::uint32_t> indices_;
};

}  // namespace cckm::test
