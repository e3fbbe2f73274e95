// SPDX-License-Identifier: Apache-2.0
// How often a client can make us write a line.
#include "exporter/server_log.h"

#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

TEST_CASE("one event of many gets through, and counts the others") {
  RateLimit seldom(60s);
  const RateLimit::Time begin{};
  CHECK(seldom.let_through(begin) == 1);
  for (int i = 0; i < 5; ++i) CHECK_FALSE(seldom.let_through(begin + 59s).has_value());
  CHECK(seldom.let_through(begin + 60s) == 6);
  CHECK_FALSE(seldom.let_through(begin + 61s).has_value());
}
