// SPDX-License-Identifier: Apache-2.0
// What the soak finds wrong.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>

namespace cckm::test {

// Thread-safe. The same words count once more.
class Complaints {
 public:
  using Counts = std::map<std::string, std::size_t>;

  void add(const std::string& what) {
    const std::lock_guard lock(mutex_);
    ++counts_[what];
  }
  Counts counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
  }

 private:
  mutable std::mutex mutex_;
  Counts counts_;
};

}  // namespace cckm::test
