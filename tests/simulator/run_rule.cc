// SPDX-License-Identifier: Apache-2.0
// Computes a run from its index alone, the same at each call.
#include "tests/simulator/run_rule.h"

#include <algorithm>
#include <utility>

#include "tests/simulator/key_containers.h"

namespace cckm::test {
namespace {

constexpr const char* kThrottling = "ThrottlingException: Rate exceeded";

bool fails(const RegularRuns& runs, std::size_t index) {
  return runs.fails_every > 0 && index % runs.fails_every == runs.fails_every - 1;
}

SimulatedJob regular_run(const RegularRuns& runs, std::size_t index) {
  const auto steps_back =
      static_cast<std::int64_t>(runs.count) - 1 - static_cast<std::int64_t>(index);
  SimulatedJob run =
      begin_run(runs.plans[index % runs.plans.size()], runs.newest - runs.interval * steps_back);
  run.progress->hangs = std::binary_search(runs.hanging.begin(), runs.hanging.end(), index);
  if (fails(runs, index) && !run.regions.empty()) run.regions.front().outcome = kThrottling;
  return run;
}

SyncPlan numbered_plan(const Endpoint& endpoint, const KeyContainer& container) {
  SyncPlan plan = {.endpoint = &endpoint, .containers = {container.name}};
  for (const char* region : {"eu-central-1", "eu-west-1", "us-east-1"})
    plan.keys.push_back(std::string("123456789012/") + region);
  return plan;
}

}  // namespace

RunRule regular_runs(RegularRuns runs) {
  RunRule rule = {.count = runs.count, .hanging = runs.hanging};
  rule.run = [runs = std::move(runs)](std::size_t index) { return regular_run(runs, index); };
  return rule;
}

RunRule numbered_runs(const Endpoint& endpoint, std::size_t runs, std::size_t containers,
                      Time now) {
  RegularRuns regular = {.count = runs, .newest = now - std::chrono::hours(1)};
  for (const KeyContainer& container : numbered_containers(std::max<std::size_t>(1, containers)))
    regular.plans.push_back(numbered_plan(endpoint, container));
  return regular_runs(std::move(regular));
}

}  // namespace cckm::test
