// SPDX-License-Identifier: Apache-2.0
// Rules that make old runs when they are needed, so that a million runs cost no memory.
#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <vector>

#include "tests/simulator/sync_plan.h"

namespace cckm::test {

struct RunRule {
  std::size_t count = 0;
  // Returns the run of an index, without an id. Index 0 is the oldest. A run is not older than the
  // one before it, and not in progress unless its index is in `hanging`.
  std::function<SimulatedJob(std::size_t)> run = {};
  std::vector<std::size_t> hanging = {};  // in ascending order
};

// Runs at equal intervals. Run `i` follows the plan `i % plans.size()`.
struct RegularRuns {
  std::size_t count = 0;
  Time newest = {};  // when the newest run was created; it has ended
  std::chrono::nanoseconds interval = std::chrono::hours(1);
  std::vector<SyncPlan> plans = {};
  std::size_t fails_every = 0;  // every such run fails in its first key; 0: none
  std::vector<std::size_t> hanging = {};
};

RunRule regular_runs(RegularRuns runs);

// Returns hourly runs of the key containers of numbered_containers(), by their names and in turn.
// Each has three keys. The newest run was an hour before `now`.
RunRule numbered_runs(const Endpoint& endpoint, std::size_t runs, std::size_t containers, Time now);

}  // namespace cckm::test
