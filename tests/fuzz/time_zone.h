// SPDX-License-Identifier: Apache-2.0
// For claims that something does not depend on the time zone of the process.
#pragma once

#include <cstdlib>
#include <ctime>

namespace cckm::test {

// What `compute` returns where clocks are 13:45 h ahead of UTC. UTC is set again afterwards.
template <typename Compute>
auto far_from_utc(const Compute& compute) {
  ::setenv("TZ", "FAR-13:45", 1);
  ::tzset();
  auto result = compute();
  ::setenv("TZ", "UTC0", 1);
  ::tzset();
  return result;
}

}  // namespace cckm::test
