// SPDX-License-Identifier: Apache-2.0
// What is kept of the runs of one key container.
#include "exporter/discovery/container_runs.h"

#include <algorithm>

#include "tests/support/catch.h"
#include "tests/unit/discovery/runs.h"

namespace cckm::test {
namespace {

void offer(ContainerRuns& runs, const ListedRun& run) {
  std::shared_ptr<const ListedRun> shared;
  std::shared_ptr<const RunKey> key;
  runs.offer(run, shared, key);
}

ContainerRuns runs_of(const std::vector<ListedRun>& offered) {
  ContainerRuns runs;
  for (const auto& run : offered) offer(runs, run);
  return runs;
}

TEST_CASE(
    "the newest run is the one created last, and of two at once the one with the greater id") {
  std::vector<ListedRun> offered = {completed("b", 10), running("a", 20), failed("c", 20),
                                    completed("z", 5)};
  std::sort(offered.begin(), offered.end(),
            [](const auto& a, const auto& b) { return a.job.id < b.job.id; });
  do {
    CHECK(runs_of(offered).newest->job.id == "c");
  } while (std::next_permutation(offered.begin(), offered.end(),
                                 [](const auto& a, const auto& b) { return a.job.id < b.job.id; }));
}

TEST_CASE("a finished state of a run replaces one in progress, and never the reverse") {
  const auto runs = runs_of({running("a", 1), completed("a", 1), running("a", 1)});
  CHECK(runs.newest->job.status == JobStatus::kCompleted);
  CHECK(runs.starts.size() == 1);
}

TEST_CASE("a state with regions replaces one without, and never the reverse") {
  const auto run = with_region(completed("a", 1), "r", RegionStatus::kSucceeded);
  const auto runs =
      runs_of({without_regions(completed("a", 1)), run, without_regions(completed("a", 1))});
  CHECK(runs.newest->job.regions.size() == 1);
  const auto open = with_region(running("a", 1), "r", RegionStatus::kInProgress);
  CHECK(runs_of({open, without_regions(running("a", 1))}).newest->job.regions.size() == 1);
}

TEST_CASE("the last success is of the newest successful run, whatever came after it") {
  const auto runs =
      runs_of({completed("a", 1), completed("b", 10), failed("c", 20), running("d", 30)});
  CHECK(runs.last_success->completed == at(15));
  CHECK_FALSE(runs_of({failed("c", 20)}).last_success);
}

TEST_CASE("a run whose regions were not read is no success") {
  CHECK_FALSE(runs_of({without_regions(completed("a", 1))}).last_success);
  CHECK(runs_of({without_regions(completed("a", 1)), completed("a", 1)}).last_success);
}

TEST_CASE("a region keeps its last success when other regions and other runs fail") {
  const auto first = with_region(with_region(completed("a", 1), "eu", RegionStatus::kSucceeded),
                                 "us", RegionStatus::kSucceeded);
  const auto second = with_region(with_region(completed("b", 10), "eu", RegionStatus::kFailed),
                                  "us", RegionStatus::kSucceeded);
  for (const auto& runs : {runs_of({first, second}), runs_of({second, first})}) {
    CHECK(runs.region_success.at({"", "eu", ""}).completed == at(6));
    CHECK(runs.region_success.at({"", "us", ""}).completed == at(15));
  }
}

TEST_CASE("the starts of the newest twenty runs are kept, newest first") {
  ContainerRuns runs;
  for (const auto time : range(50, 1)) offer(runs, completed(std::to_string(time), time));
  for (const auto time : range(1, 50)) offer(runs, completed(std::to_string(time), time));
  CHECK(runs.starts == keys(50, 31));
}

TEST_CASE("a run that CM forgot while it was in progress leaves no room for an older one") {
  auto runs = runs_of({completed("a", 1), running("b", 10)});
  runs.forget({at(10), "b"});
  offer(runs, completed("a", 1));
  CHECK_FALSE(runs.newest);
  CHECK(runs.last_success->completed == at(6));
  offer(runs, completed("c", 20));
  CHECK(runs.newest->job.id == "c");
}

TEST_CASE("a finished run that CM forgot stays, and counts as read") {
  auto runs = runs_of({without_regions(completed("b", 10))});
  runs.forget({at(10), "b"});
  CHECK(runs.newest->has_regions);
  CHECK_FALSE(runs.last_success);
}

TEST_CASE("everything that is older than the horizon is forgotten") {
  auto runs =
      runs_of({with_region(completed("a", 1), "eu", RegionStatus::kSucceeded), failed("b", 10)});
  runs.forget_before(at(5));
  CHECK(runs.newest->job.id == "b");
  CHECK_FALSE(runs.last_success);
  CHECK(runs.region_success.empty());
  CHECK(runs.starts.size() == 1);
  runs.forget_before(at(11));
  CHECK_FALSE(runs.newest);
  CHECK(runs.starts.empty());
}

TEST_CASE("two texts of one key container merge into the newest of both and the sum of the ends") {
  auto by_name = runs_of({completed("a", 1)});
  auto by_id = runs_of({failed("b", 10)});
  by_name.ended[1] = 2;
  by_id.ended[1] = 3;
  for (const auto& runs : {merged(by_name, by_id), merged(by_id, by_name)}) {
    CHECK(runs.newest->job.id == "b");
    CHECK(runs.last_success->completed == at(6));
    CHECK(runs.starts.size() == 2);
    CHECK(runs.ended[1] == 5);
  }
}

TEST_CASE("runs that name no key container add freshness and starts, but no newest run") {
  auto named = runs_of({failed("a", 1)});
  auto unnamed = runs_of({completed("b", 10)});
  unnamed.ended[1] = 3;
  const auto runs = covering(named, unnamed);
  CHECK(runs.newest->job.id == "a");
  CHECK(runs.last_success->completed == at(15));
  CHECK(runs.starts.front().id == "b");
  CHECK(runs.ended[1] == 0);
}

}  // namespace
}  // namespace cckm::test
