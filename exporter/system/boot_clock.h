// SPDX-License-Identifier: Apache-2.0
// A clock of the time since boot, which includes suspended time. A token expires while a virtual
// machine is suspended, and a step of the wall clock must not change its life.
#pragma once

#include <ctime>

#include <chrono>
#include <functional>

namespace cckm {

struct BootClock {
  using duration = std::chrono::nanoseconds;
  using rep = duration::rep;
  using period = duration::period;
  using time_point = std::chrono::time_point<BootClock>;
  static constexpr bool is_steady = true;

  static time_point now() noexcept {
    timespec time{};
    ::clock_gettime(CLOCK_BOOTTIME, &time);
    return time_point(std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec));
  }
};

// Returns the wall clock's time `from_now`, for what is exported as a timestamp.
inline std::chrono::system_clock::time_point wall_clock_in(BootClock::duration from_now) {
  using WallClock = std::chrono::system_clock;
  return WallClock::now() + std::chrono::duration_cast<WallClock::duration>(from_now);
}

// Returns the current time. Lets a test replace the clock.
using Now = std::function<BootClock::time_point()>;

}  // namespace cckm
