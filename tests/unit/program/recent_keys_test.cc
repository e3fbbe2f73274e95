// SPDX-License-Identifier: Apache-2.0
// The memory of a log: new keys, known ones, and its limit.
#include "exporter/recent_keys.h"

#include "tests/support/catch.h"
#include "tests/unit/program/start_time.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

using Keys = RecentKeys<int>;
using Found = Keys::Found;

}  // namespace

TEST_CASE("a key is new once, and again after an hour without it") {
  Keys keys;
  CHECK(keys.see(1, kStart) == Found::kNew);
  CHECK(keys.see(2, kStart) == Found::kNew);
  CHECK(keys.see(1, kStart + 59min) == Found::kKnown);
  keys.expire(kStart + 60min);
  CHECK(keys.see(1, kStart + 60min) == Found::kKnown);
  CHECK(keys.see(2, kStart + 60min) == Found::kNew);
}

TEST_CASE("a thousand keys are remembered, and further ones not until others expire") {
  Keys keys;
  for (int i = 0; i < 1000; ++i) CHECK(keys.see(i, kStart) == Found::kNew);
  CHECK(keys.see(1000, kStart) == Found::kNoRoom);
  CHECK(keys.see(1000, kStart) == Found::kNoRoom);
  CHECK(keys.see(999, kStart) == Found::kKnown);
  keys.expire(kStart + 1h);
  CHECK(keys.see(1000, kStart + 1h) == Found::kNew);
}
