// SPDX-License-Identifier: Apache-2.0
// Short ways to write times of the system clock in tests.
#pragma once

#include <chrono>

namespace cckm::test {

// Returns the time at this distance from the epoch.
inline std::chrono::system_clock::time_point at(std::chrono::duration<double> since_epoch) {
  using std::chrono::system_clock;
  return system_clock::time_point(std::chrono::duration_cast<system_clock::duration>(since_epoch));
}

}  // namespace cckm::test
