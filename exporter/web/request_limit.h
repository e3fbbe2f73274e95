// SPDX-License-Identifier: Apache-2.0
// Limits the requests that the exporter answers: `rate_limit` of the web configuration.
#pragma once

#include <chrono>
#include <cstddef>
#include <mutex>

namespace cckm {

// Permits `burst` requests at once, and one more after each interval. Thread-safe.
class RequestLimit {
 public:
  using Time = std::chrono::steady_clock::time_point;

  // Precondition: `interval` is over 0, `burst` is at least 1.
  RequestLimit(std::chrono::milliseconds interval, std::size_t burst)
      : interval_(interval), burst_(burst) {}

  // Returns true if a request at `now` is permitted, and counts it.
  bool permit(Time now);

 private:
  const std::chrono::milliseconds interval_;
  const std::size_t burst_;
  std::mutex mutex_;
  Time paid_until_;  // guarded by mutex_
};

}  // namespace cckm
