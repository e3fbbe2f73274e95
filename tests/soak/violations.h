// SPDX-License-Identifier: Apache-2.0
// Collects the failures that a soak finds.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <string>

namespace cckm::test {

// Counts failures by their text. Thread-safe.
class Violations {
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
