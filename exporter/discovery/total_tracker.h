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

  // How many entries the list lost or gained since the page before; at most one is not 0. Both are
  // 0 if `total` is not believed.
  struct Change {
    std::size_t lost = 0;
    std::size_t gained = 0;
  };

  // Takes a page. `known_gain` is how many new entries were found by other means. They do not count
  // as gained.
  Change take(const ListPage& page, std::size_t known_gain = 0);

  bool believed() const { return believed_; }

 private:
  bool believed_ = true;
  int falls_ = 0;
  std::optional<std::uint64_t> last_;
};

}  // namespace cckm
