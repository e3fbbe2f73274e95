// SPDX-License-Identifier: Apache-2.0
// Permits: how many there are, how long to wait for one, when one is released.
#include "exporter/http/body_limit.h"

#include <future>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/deadlines.h"

using namespace cckm;
using namespace cckm::test;

namespace {

constexpr Deadline kPast{};

std::vector<BodyLimit::Permit> take_all(BodyLimit& limit) {
  std::vector<BodyLimit::Permit> taken;
  for (std::ptrdiff_t i = 0; i < BodyLimit::kPermits; ++i) {
    REQUIRE(taken.emplace_back(limit.enter(kPast)));
  }
  return taken;
}

}  // namespace

TEST_CASE("a permit that is not free is null at the deadline") {
  BodyLimit limit;
  const auto taken = take_all(limit);
  CHECK_FALSE(limit.enter(kPast));
  const Deadline soon = in(std::chrono::milliseconds(20));
  CHECK_FALSE(limit.enter(soon));
  CHECK(std::chrono::steady_clock::now() >= soon);
}

TEST_CASE("a permit is released with its last copy") {
  BodyLimit limit;
  auto taken = take_all(limit);
  BodyLimit::Permit copy = taken.back();
  taken.pop_back();
  CHECK_FALSE(limit.enter(kPast));
  copy.reset();
  CHECK(limit.enter(kPast));
}

TEST_CASE("a released permit goes to a waiting thread") {
  BodyLimit limit;
  auto taken = take_all(limit);
  auto waiting =
      std::async(std::launch::async, [&] { return limit.enter(in(std::chrono::minutes(1))); });
  taken.pop_back();
  CHECK(waiting.get());
}
