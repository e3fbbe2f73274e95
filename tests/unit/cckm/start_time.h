// SPDX-License-Identifier: Apache-2.0
// The time at which a test begins if it passes the time to each call.
#pragma once

#include <chrono>

#include "exporter/system/boot_clock.h"

namespace cckm::test {

// An hour after the machine has started.
inline constexpr BootClock::time_point kStart{std::chrono::hours(1)};

}  // namespace cckm::test
