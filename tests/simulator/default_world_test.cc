// SPDX-License-Identifier: Apache-2.0
// Tests the world of the program cckm_simulator: every kind of offer, a history, and new runs.
#include "tests/simulator/default_world.h"

#include <chrono>
#include <map>
#include <set>

#include "tests/simulator/manual_clock.h"
#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;

class World {
 public:
  World() { make_default_world(appliance); }

  ManualClock time;
  Appliance appliance{{}, 0, time.clock()};
};

TEST_CASE("the default world has key containers, and families of every offer") {
  World world;
  CHECK(world.appliance.containers.at("aws/kms").containers.size() == 3);
  CHECK(world.appliance.containers.at("azure/vaults").containers.size() == 2);
  CHECK(world.appliance.containers.at("google/key-rings").containers.size() == 1);
  std::map<Offer, std::size_t> offers;
  for (const Endpoint& endpoint : endpoints())
    ++offers[world.appliance.families.of(endpoint).offer];
  CHECK(offers == std::map<Offer, std::size_t>{{Offer::kOffered, 6},
                                               {Offer::kEmpty, 1},
                                               {Offer::kForbidden, 3},
                                               {Offer::kNotFound, 4}});
}

TEST_CASE("every sample job of the default world is served by its id") {
  World world;
  for (const JobRef& job : world.appliance.jobs.list()) {
    CAPTURE(job.name);
    const Endpoint& endpoint = *find_endpoint(job.cloud, job.resource);
    CHECK(world.appliance.families.of(endpoint).offer == Offer::kOffered);
    CHECK(world.appliance.jobs.body(endpoint, job.id));
  }
}

TEST_CASE(
    "the default world has a history of weeks, in which each key container was synchronized") {
  World world;
  const Time now = world.time.now();
  for (const char* cloud : {"aws", "azure"}) {
    RunHistory& history = *world.appliance.families.of(cloud).history;
    CHECK(run_at(history.at(0), now).created < now - days(20));
    CHECK(run_at(history.at(history.size() - 1), now).created > now - minutes(16));
  }
  std::set<std::string> synchronized;
  std::size_t failed = 0;
  RunHistory& aws = *world.appliance.families.of("aws").history;
  for (std::size_t i = 0; i < aws.size(); ++i) {
    synchronized.insert(aws.at(i).containers.front());
    if (run_at(aws.at(i), now).overall_status == "failed") ++failed;
  }
  CHECK(synchronized == std::set<std::string>{"archive", "production", "staging"});
  CHECK(failed == 42);
}

TEST_CASE("every due run of the default world comes") {
  World world;
  const auto total = [&] {
    std::size_t runs = 0;
    for (const char* cloud : {"aws", "azure", "google"})
      runs += world.appliance.families.of(cloud).history->size();
    return runs;
  };
  const std::size_t before = total();
  world.time.advance(days(1));
  world.appliance.advance();
  CHECK(total() - before == 24 * 12 + 24 + 1 + 24 * 4 + 24 + 1 + 24 * 60);
}

}  // namespace
}  // namespace cckm::test
