// SPDX-License-Identifier: Apache-2.0
// The regions that get a series: limits, merging, the worst first.
#include "exporter/metrics/region_selection.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using enum RegionStatus;

SyncJob run_of(std::vector<RegionOutcome> regions) {
  SyncJob run;
  run.regions = std::move(regions);
  return run;
}

// Returns the values of one kind, without the rows that have none.
template <typename Value>
std::map<RegionLabels, Value> values_of(const JobRegions& job,
                                        std::optional<Value> RegionRow::*member) {
  std::map<RegionLabels, Value> values;
  for (const auto& [labels, row] : job.rows) {
    if (row.*member) values.emplace(labels, *(row.*member));
  }
  return values;
}

std::map<RegionLabels, Timestamp> successes_of(const RegionSource& source,
                                               const RegionLimits& limits = {.per_job = 1000}) {
  return values_of(select_regions(std::array{source}, limits).at(0), &RegionRow::last_success);
}

struct RegionCase {
  RegionLimits limits;
  std::vector<RegionOutcome> first, second;  // of two jobs
  std::vector<std::string> shown;            // as job/region
  std::size_t dropped_of_first, dropped_of_second;
};

TEST_CASE("limits keep the worst regions and count the others") {
  const RegionOutcome a{"", "a", "", kSucceeded}, b{"", "b", "", kFailed};
  const RegionOutcome c{"", "c", "", kSucceeded}, d{"", "d", "", kFailed};
  const RegionOutcome running{"", "r", "", kInProgress};
  const RegionLimits none{.per_job = 1000};
  const RegionCase cases[] = {
      // No limit reached.
      {none, {a, b}, {c}, {"1/a", "1/b", "2/c"}, 0, 0},
      {{2, 3}, {a, b}, {c}, {"1/a", "1/b", "2/c"}, 0, 0},
      // Entries with the same labels count as one.
      {{9, 2}, {a, a, a}, {c}, {"1/a", "2/c"}, 0, 0},
      // A merged entry is not dropped, whichever limit is reached.
      {{1, 9}, {a, a}, {}, {"1/a"}, 0, 0},
      {{9, 1}, {a, a}, {}, {"1/a"}, 0, 0},
      {{9, 9, 1}, {a, a}, {}, {"1/a"}, 0, 0},
      {{1, 9}, {b, {"", "b", "", kSucceeded}, a}, {}, {"1/b"}, 1, 0},
      // Per job.
      {{1, 9}, {a, b}, {c}, {"1/b", "2/c"}, 1, 0},
      {{0, 9}, {a, b}, {c}, {}, 2, 1},
      {{1, 9}, {a, c}, {}, {"1/a"}, 1, 0},
      // Per page: a failed region of the second job is shown before a good one of the first.
      {{9, 2}, {a, b, c}, {d}, {"1/b", "2/d"}, 2, 0},
      {{9, 0}, {a}, {b}, {}, 1, 1},
      // In progress: an entry like the others, though it gets no series.
      {{1, 9}, {a, running}, {}, {"1/r"}, 1, 0},
      // Bytes per page: the labels of each region have one byte. A failed one has them twice.
      {{9, 9, 4}, {a, b, c}, {d}, {"1/b", "2/d"}, 2, 0},
      {{9, 9, 3}, {a, b, c}, {d}, {"1/a", "1/b"}, 1, 1},
      {{9, 9, 2}, {a, b, c}, {d}, {"1/b"}, 2, 1},
  };
  for (const RegionCase& test : cases) {
    CAPTURE(test.limits.per_job, test.limits.per_page, test.shown);
    const SyncJob first = run_of(test.first);
    const SyncJob second = run_of(test.second);
    const auto jobs =
        select_regions(std::array{RegionSource{first}, RegionSource{second}}, test.limits);
    REQUIRE(jobs.size() == 2);
    std::vector<std::string> shown;
    for (const auto& [labels, row] : jobs[0].rows) shown.push_back("1/" + labels.region);
    for (const auto& [labels, row] : jobs[1].rows) shown.push_back("2/" + labels.region);
    CHECK(shown == test.shown);
    CHECK(jobs[0].dropped == test.dropped_of_first);
    CHECK(jobs[1].dropped == test.dropped_of_second);
  }
}

TEST_CASE("regions with the same labels are shown once, with the worst status and its class") {
  using Error = RegionError;
  const SyncJob run = run_of({{"x", "a", "", kSucceeded},
                              {"x", "a", "", kInProgress},
                              {"x", "b", "", kInProgress},
                              {"x", "b", "", kFailed, Error::kTimeout},
                              {"x", "b", "", kFailed, Error::kQuota},
                              {"x", "b", "", kSucceeded},
                              {"y", "a", "", kSucceeded},
                              {"y", "a", "\x01", kSucceeded},
                              {"y", "a", "\x02", kSucceeded}});
  const auto jobs = select_regions(std::array{RegionSource{run}}, {.per_job = 1000});
  const std::map<RegionLabels, RegionState> wanted = {{{"x", "a", ""}, {kInProgress}},
                                                      {{"x", "b", ""}, {kFailed, Error::kTimeout}},
                                                      {{"y", "a", ""}, {kSucceeded}},
                                                      {{"y", "a", "_"}, {kSucceeded}}};
  const auto same = [](const auto& a, const auto& b) {
    return !(a.first < b.first) && !(b.first < a.first) && a.second == b.second;
  };
  const auto shown = values_of(jobs[0], &RegionRow::state);
  CHECK(std::equal(shown.begin(), shown.end(), wanted.begin(), wanted.end(), same));
  CHECK(jobs[0].merged == 5);
  CHECK(jobs[0].dropped == 0);
}

TEST_CASE("each region has its last success, and what does not fit is left out") {
  const SyncJob run;
  const std::vector<RegionSuccess> successes = {{"1", "eu", "", {10, 0}},
                                                {"1", "eu", "", {30, 0}},
                                                {"1", "eu", "", {20, 0}},
                                                {"1", "us", "", {5, 0}}};
  using Successes = std::map<RegionLabels, Timestamp>;
  CHECK(successes_of({run, successes}) ==
        Successes{{{"1", "eu", ""}, {30, 0}}, {{"1", "us", ""}, {5, 0}}});
  CHECK(successes_of({run, successes}, {.per_job = 1}) == Successes{{{"1", "eu", ""}, {30, 0}}});
  CHECK(successes_of({run, successes}, {.per_job = 9, .per_page = 1}) ==
        Successes{{{"1", "eu", ""}, {30, 0}}});
  CHECK(successes_of({run, successes}, {9, 9, 3}) == Successes{{{"1", "eu", ""}, {30, 0}}});
}

TEST_CASE("states and last successes have their limits apart from each other") {
  const SyncJob run = run_of({{"", "a", "", kFailed}, {"", "b", "", kFailed}});
  const std::vector<RegionSuccess> successes = {{"", "b", "", {10, 0}}, {"", "c", "", {20, 0}}};
  const auto jobs = select_regions(std::array{RegionSource{run, successes}}, {2, 2, 4});
  CHECK(values_of(jobs.at(0), &RegionRow::state).size() == 2);
  CHECK(values_of(jobs.at(0), &RegionRow::last_success).size() == 2);
  CHECK(jobs.at(0).rows.size() == 3);
  CHECK(jobs.at(0).dropped == 0);
  CHECK(jobs.at(0).merged == 0);
}

TEST_CASE("the only known run tells the last successes of its regions, once it has ended") {
  SyncJob run = run_of({{"", "a", "", kSucceeded}, {"", "b", "", kFailed}});
  run.completed = Timestamp{60, 0};
  run.status = JobStatus::kInProgress;
  CHECK(successes_of({run}).empty());
  run.status = JobStatus::kFailed;
  CHECK(successes_of({run}) == std::map<RegionLabels, Timestamp>{{{"", "a", ""}, {60, 0}}});
  CHECK(successes_of({run, std::vector<RegionSuccess>()}).empty());
  run.completed.reset();
  CHECK(successes_of({run}).empty());
}

}  // namespace
}  // namespace cckm::test
