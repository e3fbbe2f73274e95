// SPDX-License-Identifier: Apache-2.0
// Begins runs. The names of clouds that CM does not document are those of the endpoints.
#include "tests/simulator/sync_plan.h"

namespace cckm::test {
namespace {

// Returns the regions of keys such as `123456789012/eu-west-1`.
std::vector<std::string> regions_of(const std::vector<std::string>& keys) {
  std::vector<std::string> regions;
  for (const std::string& key : keys) regions.push_back(key.substr(key.rfind('/') + 1));
  return regions;
}

}  // namespace

SimulatedJob begin_run(const SyncPlan& plan, Time created) {
  SimulatedJob run = {};
  run.endpoint = plan.endpoint;
  run.cloud = body_cloud(*plan.endpoint);
  run.containers = plan.containers;
  if (plan.endpoint->asked == "regions") run.asked_regions = regions_of(plan.keys);
  for (const std::string& key : plan.keys)
    run.regions.push_back({key, success_text(*plan.endpoint)});
  run.progress = Progress{.begin = created, .per_region = plan.per_key};
  return run;
}

std::string body_cloud(const Endpoint& endpoint) {
  if (endpoint.cloud == "google") return "gcp";
  if (endpoint.cloud == "external-cm") return "externalCM";
  return std::string(endpoint.cloud);
}

}  // namespace cckm::test
