// SPDX-License-Identifier: Apache-2.0
// The boot clock against the kernel's and the wall clock.
#include "exporter/system/boot_clock.h"

#include "tests/support/catch.h"

using namespace cckm;

namespace {

BootClock::duration kernel_time() {
  timespec time{};
  ::clock_gettime(CLOCK_BOOTTIME, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

}  // namespace

TEST_CASE("the boot clock is the kernel's time since boot") {
  const auto before = kernel_time();
  const auto now = BootClock::now().time_since_epoch();
  CHECK(before <= now);
  CHECK(now <= kernel_time());
}

TEST_CASE("a duration from now is a time of the wall clock") {
  const auto from_now = GENERATE(std::chrono::hours(-1), std::chrono::hours(1));
  const auto before = std::chrono::system_clock::now();
  const auto time = wall_clock_in(from_now);
  CHECK(before + from_now <= time);
  CHECK(time <= std::chrono::system_clock::now() + from_now);
}
