// SPDX-License-Identifier: Apache-2.0
// The memory of a log: which keys were seen in the last hour.
#pragma once

#include <chrono>
#include <cstddef>
#include <map>
#include <utility>

namespace cckm {

inline constexpr std::chrono::hours kForgetKeys{1};
inline constexpr std::size_t kMostKeys = 1000;

// Remembers up to kMostKeys keys, each until kForgetKeys after it was last seen. Not thread-safe.
template <typename Key>
class RecentKeys {
 public:
  using Time = std::chrono::steady_clock::time_point;
  enum class Found { kNew, kKnown, kNoRoom };

  // Records that `key` was seen. kNoRoom: it is neither known nor remembered.
  Found see(Key key, Time now) {
    const auto known = seen_.find(key);
    if (known != seen_.end()) {
      known->second = now;
      return Found::kKnown;
    }
    if (seen_.size() >= kMostKeys) return Found::kNoRoom;
    seen_.emplace(std::move(key), now);
    return Found::kNew;
  }

  // Records that `key` was seen. True if it must be logged.
  bool is_new(Key key, Time now) { return see(std::move(key), now) == Found::kNew; }

  // Forgets the keys that were not seen within kForgetKeys.
  void expire(Time now) {
    std::erase_if(seen_, [now](const auto& item) { return now - item.second >= kForgetKeys; });
  }

 private:
  std::map<Key, Time> seen_;  // when each was seen last
};

}  // namespace cckm
