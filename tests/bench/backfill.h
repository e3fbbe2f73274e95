// SPDX-License-Identifier: Apache-2.0
// Gives a running Prometheus a past.
#pragma once

#include <chrono>
#include <set>
#include <string>

#include "tests/e2e/prometheus.h"

namespace cckm::test {

// Gives all series of `selectors` their present values also at each `step` of the `length` before
// `end`. Blocks until Prometheus has loaded them. Throws std::runtime_error if promtool fails.
// Precondition: Prometheus has stored nothing before `end`.
struct Past {
  std::chrono::system_clock::time_point end;
  std::chrono::seconds length;
  std::chrono::seconds step;
};
void backfill(const RunningPrometheus& prometheus, const std::set<std::string>& selectors,
              const Past& past);

}  // namespace cckm::test
