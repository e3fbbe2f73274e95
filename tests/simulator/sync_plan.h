// SPDX-License-Identifier: Apache-2.0
// A plan of runs: the key containers that they synchronize, and the keys of their outcomes.
#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "tests/simulator/simulated_job.h"

namespace cckm::test {

struct SyncPlan {
  const Endpoint* endpoint = nullptr;
  // Names or ids, as in the run. Empty: all key containers, and the run names none.
  std::vector<std::string> containers = {};
  std::vector<std::string> keys = {};  // of `detailed_status`
  std::chrono::nanoseconds per_key = std::chrono::seconds(4);
};

// Returns a run that begins at `created`. It has no id. All its keys will succeed, one after
// another.
SimulatedJob begin_run(const SyncPlan& plan, Time created);

// Returns CM's name of the endpoint's cloud in the body of a run.
std::string body_cloud(const Endpoint& endpoint);

}  // namespace cckm::test
