// SPDX-License-Identifier: Apache-2.0
// Notices from `total` that a list lost entries, as far as `total` can be believed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "exporter/discovery/list_page.h"

namespace cckm {

// `total` is believed until it is absent, is less than what was read, or falls more than kMostFalls
// times. Not thread-safe.
class TotalTracker {
 public:
  static constexpr int kMostFalls = 3;

  // Takes a page. `added` is how many new entries were found since the page before. Returns how
  // many entries the list lost since then; 0 if `total` is not believed.
  std::size_t lost(const ListPage& page, std::size_t added = 0);

  bool believed() const { return believed_; }

 private:
  bool believed_ = true;
  int falls_ = 0;
  std::uint64_t last_ = 0;
};

}  // namespace cckm
