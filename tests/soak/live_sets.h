// SPDX-License-Identifier: Apache-2.0
// The sets of jobs that a page is allowed to show while the configuration changes.
#pragma once

#include <cstddef>
#include <mutex>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace cckm::test {

// The jobs of one configuration, as `manager/sync_job`.
using LiveSet = std::set<std::string>;

// A page must show the jobs of exactly one set: the one in use, or during a reload the next one.
// Thread-safe.
class LiveSets {
 public:
  explicit LiveSets(LiveSet first) : sets_{std::move(first)} {}

  // Begins a reload: from now on a page can show `next`.
  void announce(LiveSet next) {
    const std::lock_guard lock(mutex_);
    sets_.push_back(std::move(next));
  }
  // Ends a reload: a scrape that begins later must show the newest set.
  void finish_reload() {
    const std::lock_guard lock(mutex_);
    oldest_ = sets_.size() - 1;
  }

  // Returns the oldest valid set. A scrape stores it when it begins.
  std::size_t oldest() const {
    const std::lock_guard lock(mutex_);
    return oldest_;
  }
  // Returns true if a scrape that stored `oldest_at_begin` is allowed to show these jobs.
  bool can_show(const LiveSet& shown, std::size_t oldest_at_begin) const {
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
