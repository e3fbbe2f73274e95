// SPDX-License-Identifier: Apache-2.0
// A clock that stands still until a test moves it.
#pragma once

#include <atomic>
#include <chrono>
#include <memory>

#include "tests/simulator/clock.h"

namespace cckm::test {

// Thread-safe. A clock() follows it and can outlive it.
class ManualClock {
 public:
  explicit ManualClock(Time start = kStart) : now_(std::make_shared<std::atomic<Time>>(start)) {}

  Time now() const { return now_->load(); }
  void advance(std::chrono::nanoseconds step) { now_->store(now() + step); }

  Clock clock() const {
    return [now = now_] { return now->load(); };
  }

 private:
  static constexpr Time kStart = std::chrono::sys_days(std::chrono::year(2026) / 7 / 30);

  std::shared_ptr<std::atomic<Time>> now_;
};

}  // namespace cckm::test
