// SPDX-License-Identifier: Apache-2.0
// Compares `total` of successive pages.
#include "exporter/discovery/total_tracker.h"

#include <utility>

namespace cckm {

std::size_t TotalTracker::lost(const ListPage& page, std::size_t added) {
  // An empty page says nothing about how far the list reaches.
  const bool plausible = page.total && (page.runs.empty() || *page.total >= page.end());
  if (!plausible) believed_ = false;
  if (!believed_) return 0;
  const std::uint64_t expected = std::exchange(last_, *page.total) + added;
  if (*page.total >= expected) return 0;
  believed_ = ++falls_ <= kMostFalls;
  return believed_ ? expected - *page.total : 0;
}

}  // namespace cckm
