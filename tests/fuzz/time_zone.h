// SPDX-License-Identifier: Apache-2.0
// Computes a value in another time zone, for claims that the zone has no effect.
#pragma once

#include <cstdlib>
#include <ctime>

namespace cckm::test {

// Returns the result of `compute` in a time zone 13:45 h ahead of UTC. Sets UTC afterwards.
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
