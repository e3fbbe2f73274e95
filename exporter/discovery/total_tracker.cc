// SPDX-License-Identifier: Apache-2.0
// Compares `total` of successive pages.
#include "exporter/discovery/total_tracker.h"

#include <utility>

namespace cckm {

TotalTracker::Change TotalTracker::take(const ListPage& page, std::size_t known_gain) {
  // An empty page says nothing about how far the list reaches.
  const bool plausible = page.total && (page.runs.empty() || *page.total >= page.end());
  if (!plausible) believed_ = false;
  if (!believed_) return {};
  const std::uint64_t total = *page.total;
  const std::uint64_t expected = std::exchange(last_, total).value_or(total) + known_gain;
  if (total >= expected) return {0, total - expected};
  believed_ = ++falls_ <= kMostFalls;
  return {believed_ ? expected - total : 0, 0};
}

}  // namespace cckm
