// SPDX-License-Identifier: Apache-2.0
// The time at which a test of a log begins.
#pragma once

#include <chrono>

namespace cckm::test {

// The beginning of the clock.
inline constexpr std::chrono::steady_clock::time_point kStart{};

}  // namespace cckm::test
