// SPDX-License-Identifier: Apache-2.0
// Rate limits, counters and lines of server events.
#include "exporter/server_log.h"

#include <atomic>
#include <latch>
#include <thread>
#include <vector>

#include "exporter/log/log.h"
#include "tests/support/captured_stderr.h"
#include "tests/support/catch.h"
#include "tests/support/exposition_parser.h"
#include "tests/support/page_text.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

using Lines = std::vector<std::string>;

struct ServerLogScene {
  double closed(const std::string& reason) const {
    const std::string page = rendered({}, metrics);
    return parse_exposition(page).samples.at("cckm_exporter_connections_closed_total{reason=\"" +
                                             reason + "\"}");
  }

  ExporterMetrics metrics{{}, [] { return 0; }, kClosedNames};
  ServerLog server_log{metrics};
};

}  // namespace

TEST_CASE("a rate limit permits one event in each interval and counts the others") {
  RateLimit limit(60s);
  const RateLimit::Time begin{};
  CHECK(limit.permit(begin) == 1);
  for (int i = 0; i < 5; ++i) CHECK_FALSE(limit.permit(begin + 59s).has_value());
  CHECK(limit.permit(begin + 60s) == 6);
  CHECK_FALSE(limit.permit(begin + 61s).has_value());
}

TEST_CASE("of concurrent events one is permitted, and none is lost") {
  constexpr int kThreads = 4;
  for (int round = 0; round < 100; ++round) {
    RateLimit limit(60s);
    std::atomic<int> permitted = 0;
    std::atomic<std::uint64_t> counted = 0;
    std::latch start(kThreads);
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        start.arrive_and_wait();
        if (const auto count = limit.permit(RateLimit::Time{})) {
          ++permitted;
          counted += *count;
        }
      });
    }
    for (auto& thread : threads) thread.join();
    CHECK(permitted == 1);
    counted += limit.permit(RateLimit::Time{} + 60s).value_or(0);
    CHECK(counted == kThreads + 1);
  }
}

TEST_CASE("a closed connection is counted by its reason, and logged at level debug") {
  ServerLogScene scene;
  scene.server_log.connection_closed(Closed::kTimeout);
  log::configure(log::Level::kDebug, log::Format::kLogfmt);
  CapturedStderr captured;
  scene.server_log.connection_closed(Closed::kTimeout);
  scene.server_log.connection_closed(Closed::kBadRequest);
  log::configure(log::Level::kInfo, log::Format::kLogfmt);
  CHECK(captured.lines() == Lines{R"(level=debug msg="connection closed" why=timeout)",
                                  R"(level=debug msg="connection closed" why=bad_request)"});
  CHECK(scene.closed("timeout") == 2.0);
  CHECK(scene.closed("bad_request") == 1.0);
  CHECK(scene.closed("limit") == 0.0);
}

TEST_CASE("events that repeat are logged once in their interval") {
  ServerLogScene scene;
  CapturedStderr captured;
  for (int i = 0; i < 3; ++i) {
    scene.server_log.response_failed("std::bad_alloc");
    scene.server_log.accept_failed("Too many open files");
    scene.server_log.login_rejected();
  }
  CHECK(
      captured.lines() ==
      Lines{
          R"(level=error msg="request answered with status 500 after an exception" exception=std::bad_alloc count=1)",
          R"(level=error msg="cannot accept connections" detail="Too many open files")",
          R"(level=info msg="request rejected: no valid user name and password" count=1)"});
}
