// SPDX-License-Identifier: Apache-2.0
// Faults 57, 58, 60 and 61: failures of memory, threads and clocks, made by an interposed library.
#include <boost/system/system_error.hpp>
#include <chrono>
#include <cstdint>
#include <future>
#include <limits>
#include <string>
#include <thread>

#include "tests/faults/fault_scene.h"
#include "tests/faults/interposed.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kDay = 86400;

// Scrapes once and returns the status, or 0 if the connection was closed.
unsigned attempt(const FaultScene& scene) {
  try {
    return scene.exporter.get("/metrics", {{"X-Prometheus-Scrape-Timeout-Seconds", "3"}})
        .result_int();
  } catch (const boost::system::system_error&) {
    return 0;
  }
}

std::uint64_t logins(const FaultScene& scene) {
  const auto tokens = scene.simulator.stats().token_requests;
  return tokens.password + tokens.refresh_token;
}

}  // namespace

// Allocations of the server's threads do not fail here: asio's strands do not survive that.
TEST_CASE("fault 57: a single allocation that fails") {
  const bool with_login = GENERATE(false, true);
  const Interposed interposed;
  FaultScene scene;
  for (int i = 0; i < 100; ++i) scene.scrape();  // until each server thread has called epoll_wait()
  constexpr std::int64_t kMany = 1'000'000'000;
  interposed->allocations = kMany;
  if (with_login) scene.simulator.revoke_tokens();
  scene.expect_clean();
  const std::int64_t of_a_scrape = kMany - interposed->allocations;
  REQUIRE(of_a_scrape > 200);
  const std::int64_t last_ones = of_a_scrape - 10;  // among them, what wakes the scrape that waits
  for (std::int64_t chosen = 0; chosen < of_a_scrape;
       chosen += chosen < last_ones ? of_a_scrape / 90 : 1) {
    CAPTURE(chosen, with_login);
    if (with_login) scene.simulator.revoke_tokens();
    interposed->allocations = chosen;
    const unsigned status = attempt(scene);
    CHECK((status == 200 || status == 500 || status == 0));
    interposed->allocations = Interference::kEndless;
    scene.expect_clean();
  }
  CHECK(interposed->failures > 50);
  scene.end();
}

TEST_CASE("fault 57: large allocations that fail for a while") {
  const Interposed interposed;
  FaultScene scene;
  scene.expect_clean();
  for (const std::size_t largest : {65536U, 8192U, 2048U, 1024U}) {
    CAPTURE(largest);
    interposed->largest_allocation = largest;
    for (int i = 0; i < 3; ++i) {
      const unsigned status = attempt(scene);
      CHECK((status == 200 || status == 500 || status == 0));
    }
    interposed->largest_allocation = std::numeric_limits<std::size_t>::max();
    scene.expect_clean();
  }
  CHECK(interposed->failures > 0);
  scene.end();
}

TEST_CASE("fault 58: too few threads") {
  const Interposed interposed;
  interposed->threads = 3;
  FaultScene scene;
  for (int i = 0; i < 2; ++i) {
    const unsigned status = attempt(scene);
    CHECK((status == 200 || status == 503));
  }
  interposed->threads = Interference::kEndless;
  for (int i = 0; i < 2; ++i) scene.expect_clean();
  CHECK(interposed->failures > 0);
  scene.end();
}

TEST_CASE("fault 60: the wall clock is set forward and back, also during a scrape") {
  const Interposed interposed;
  FaultScene scene;
  scene.expect_clean();
  for (const std::int64_t ahead : {kDay, -kDay, std::int64_t{0}}) {
    CAPTURE(ahead);
    interposed->wall_clock = ahead;
    for (int i = 0; i < 2; ++i) scene.expect_clean();
  }
  scene.simulator.set_fault({.job_id = scene.job_id(), .delay = 300ms});
  for (const std::int64_t ahead : {kDay, -kDay}) {
    CAPTURE(ahead);
    const auto requests = scene.simulator.stats().job_requests;
    auto page = std::async(std::launch::async, [&] { return scene.scrape(); });
    while (scene.simulator.stats().job_requests == requests) std::this_thread::yield();
    interposed->wall_clock = ahead;
    const std::string text = page.get();
    CHECK(facts_of(text) == clean_facts());
    CHECK(sample(text, "cckm_scrape_duration_seconds").value() < 5);
  }
  CHECK(logins(scene) == 1);
  CHECK_THAT(scene.end(), ContainsSubstring("level=info msg=\"wall clock has been set\""));
}

TEST_CASE("fault 61: a machine that was suspended for ten minutes") {
  const Interposed interposed;
  FaultScene scene;
  scene.expect_clean();
  CHECK(logins(scene) == 1);
  interposed->boot_clock = 600;
  scene.simulator.revoke_tokens();  // a request with the old token would be counted below
  const auto before = scene.simulator.stats().job_requests;
  scene.expect_clean();
  CHECK(logins(scene) == 2);
  CHECK(scene.simulator.stats().job_requests - before == scene.simulator.jobs().size());
  scene.expect_clean();
  CHECK(logins(scene) == 2);
  scene.end();
}
