// SPDX-License-Identifier: Apache-2.0
// A page of a list as the walks through the list see it: positions and ages, no contents.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "exporter/discovery/listed_run.h"

namespace cckm {

struct ListPage {
  std::size_t skip = 0;  // position of the first entry
  std::span<const RunKey> runs;
  std::optional<std::uint64_t> total;  // as CM sent it

  std::size_t end() const { return skip + runs.size(); }
};

// Returns how many known entries the next page must repeat. `end` is the position after the last
// known entry, `longest` the length of the longest page. The result is 1: if the page does not have
// the last known entry, the list has shrunk. It is 0 if nothing is known yet, or if pages have only
// one entry: then the walk would not go on.
inline std::size_t overlap(std::size_t end, std::size_t longest) {
  return longest < 2 || end == 0 ? 0 : 1;
}

// What becomes of the runs of a page.
enum class Use {
  kOffer,        // RunMemory takes them over
  kOfferAfresh,  // the same, after it has forgotten all others: there is a gap between them
  kDiscard,      // there is a gap before this page, which is read first
};

}  // namespace cckm
