// SPDX-License-Identifier: Apache-2.0
// Turns that wait for each other.
#include "exporter/cckm/one_at_a_time.h"

#include <thread>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/deadlines.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

TEST_CASE("a turn is not given while another one is left") {
  OneAtATime one;
  {
    const auto first = one.begin(in(60s));
    CHECK(first);
    CHECK_FALSE(one.begin(in(1ms)));
  }
  CHECK(one.begin(in(60s)));
}

TEST_CASE("turns of many threads do not overlap, and all of them come") {
  OneAtATime one;
  int turns = 0;  // guarded by `one`
  std::vector<std::thread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([&] {
      for (int j = 0; j < 100; ++j) {
        if (const auto turn = one.begin(in(60s))) ++turns;
      }
    });
  }
  for (auto& thread : threads) thread.join();
  CHECK(turns == 800);
}
