// SPDX-License-Identifier: Apache-2.0
// Which jobs a page may show while the configuration changes under the scrapers.
#pragma once

#include <cstddef>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cckm::test {

// Of one configuration: `manager/sync_job`.
using LiveSet = std::set<std::string>;

// Thread-safe.
class LiveSets {
 public:
  explicit LiveSets(LiveSet first) : sets_{std::move(first)} {}

  // From now on a page may show the next configuration as well ...
  void announce(LiveSet next) {
    const std::lock_guard lock(mutex_);
    sets_.push_back(std::move(next));
  }
  // ... and from now on a scrape that begins shows no other.
  void finish_renewal() {
    const std::lock_guard lock(mutex_);
    oldest_ = sets_.size() - 1;
  }

  // For a scrape to remember at its begin.
  std::size_t oldest() const {
    const std::lock_guard lock(mutex_);
    return oldest_;
  }
  bool may_show(const LiveSet& shown, std::size_t oldest_at_begin) const {
    const std::lock_guard lock(mutex_);
    for (std::size_t i = oldest_at_begin; i < sets_.size(); ++i) {
      if (sets_[i] == shown) return true;
    }
    return false;
  }

 private:
  mutable std::mutex mutex_;
  std::vector<LiveSet> sets_;
  std::size_t oldest_ = 0;
};

}  // namespace cckm::test
