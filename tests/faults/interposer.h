// SPDX-License-Identifier: Apache-2.0
// The failures that a test requests of the interposer. The structure is in memory shared by the
// test and the exporter, and can change at any time.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace cckm::test {

struct Interference {
  static constexpr auto kEndless = std::numeric_limits<std::int64_t>::max();

  // Number of allocations before the one that fails. Later ones succeed. Allocations of threads
  // that have called epoll_wait() are not counted.
  std::atomic<std::int64_t> allocations = kEndless;
  // Bytes. Larger allocations fail.
  std::atomic<std::size_t> largest_allocation = std::numeric_limits<std::size_t>::max();
  // Number of threads that can still be started.
  std::atomic<std::int64_t> threads = kEndless;
  // Seconds to add to CLOCK_REALTIME and to CLOCK_BOOTTIME.
  std::atomic<std::int64_t> wall_clock = 0;
  std::atomic<std::int64_t> boot_clock = 0;

  // Number of calls that the interposer made fail.
  std::atomic<std::int64_t> failures = 0;
};

// The environment variable with the path of the shared file.
inline constexpr const char* kInterferenceFile = "CCKM_INTERFERENCE";

}  // namespace cckm::test
