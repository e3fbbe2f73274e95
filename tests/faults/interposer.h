// SPDX-License-Identifier: Apache-2.0
// What a test wants of the interposer, in memory that the two processes share: how the system is
// to fail the exporter. All can be changed while it runs.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <limits>

namespace cckm::test {

struct Interference {
  static constexpr auto kEndless = std::numeric_limits<std::int64_t>::max();

  // Allocations that succeed before one fails; those after it succeed again. Not counted are those
  // of threads that have waited for sockets by epoll.
  std::atomic<std::int64_t> allocations = kEndless;
  // Allocations of more bytes fail.
  std::atomic<std::size_t> largest_allocation = std::numeric_limits<std::size_t>::max();
  // Threads that can be started before no more can.
  std::atomic<std::int64_t> threads = kEndless;
  // Seconds by which clocks are ahead: the wall's, and that which counts a suspended machine's
  // sleep.
  std::atomic<std::int64_t> wall_clock = 0;
  std::atomic<std::int64_t> boot_clock = 0;

  // Counted by the interposer: calls that it made fail.
  std::atomic<std::int64_t> failures = 0;
};

// The environment variable that names the file with it.
inline constexpr const char* kInterferenceFile = "CCKM_INTERFERENCE";

}  // namespace cckm::test
