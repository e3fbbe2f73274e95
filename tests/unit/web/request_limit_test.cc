// SPDX-License-Identifier: Apache-2.0
// Requests at once and over time.
#include "exporter/web/request_limit.h"

#include <atomic>
#include <thread>
#include <vector>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;

const RequestLimit::Time kStart{100h};

// Returns how many of `requests` at once are permitted.
int permitted(RequestLimit& limit, int requests, RequestLimit::Time now) {
  int count = 0;
  for (int i = 0; i < requests; ++i) count += limit.permit(now) ? 1 : 0;
  return count;
}

}  // namespace

TEST_CASE("a burst is permitted at once, then one request after each interval") {
  RequestLimit limit(10s, 3);
  CHECK(permitted(limit, 10, kStart) == 3);
  CHECK(permitted(limit, 10, kStart + 9s) == 0);
  CHECK(permitted(limit, 10, kStart + 10s) == 1);
  CHECK(permitted(limit, 10, kStart + 30s) == 2);
}

TEST_CASE("a pause gives the whole burst back, and not more") {
  RequestLimit limit(10s, 3);
  CHECK(permitted(limit, 3, kStart) == 3);
  CHECK(permitted(limit, 10, kStart + 1h) == 3);
}

TEST_CASE("a burst of one permits one request an interval") {
  RequestLimit limit(1ms, 1);
  CHECK(permitted(limit, 2, kStart) == 1);
  CHECK(permitted(limit, 2, kStart + 1ms) == 1);
}

TEST_CASE("threads share one limit") {
  RequestLimit limit(10s, 50);
  std::atomic<int> count = 0;
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) threads.emplace_back([&] { count += permitted(limit, 40, kStart); });
  for (auto& thread : threads) thread.join();
  CHECK(count == 50);
}

}  // namespace cckm::test
