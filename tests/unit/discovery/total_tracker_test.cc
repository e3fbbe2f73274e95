// SPDX-License-Identifier: Apache-2.0
// `total` as a hint that a list has shrunk.
#include "exporter/discovery/total_tracker.h"

#include "tests/support/catch.h"
#include "tests/unit/discovery/runs.h"

namespace cckm::test {
namespace {

std::size_t lost(TotalTracker& tracker, std::optional<std::uint64_t> total, std::size_t skip = 0,
                 std::size_t added = 0) {
  const auto runs = keys(1, 2);
  return tracker.take({skip, runs, total}, added).lost;
}

TEST_CASE("a total that falls is what the list lost") {
  TotalTracker tracker;
  CHECK(lost(tracker, 10) == 0);
  CHECK(lost(tracker, 12) == 0);
  CHECK(lost(tracker, 9) == 3);
  CHECK(lost(tracker, 9) == 0);
}

TEST_CASE("a total that grows by less than what was added is a loss, too") {
  TotalTracker tracker;
  lost(tracker, 10);
  CHECK(lost(tracker, 12, 0, 5) == 3);
}

TEST_CASE("a total that is absent or less than what was read is not believed any more") {
  for (const auto& [total, skip] :
       {std::pair<std::optional<std::uint64_t>, std::size_t>{{}, 0}, {9, 8}}) {
    TotalTracker tracker;
    lost(tracker, 100);
    CHECK(lost(tracker, total, skip) == 0);
    CHECK_FALSE(tracker.believed());
    lost(tracker, 100);
    CHECK(lost(tracker, 50) == 0);
  }
}

TEST_CASE("a total that falls again and again is not believed") {
  TotalTracker tracker;
  lost(tracker, 100);
  for (std::uint64_t total = 99; total > 96; --total) CHECK(lost(tracker, total) == 1);
  CHECK(lost(tracker, 96) == 0);
  CHECK_FALSE(tracker.believed());
}

}  // namespace
}  // namespace cckm::test
