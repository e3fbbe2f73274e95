// SPDX-License-Identifier: Apache-2.0
// The requests of a collection and what becomes of the responses. Walks have their own tests, and
// history.cc has random lists.
#include "exporter/discovery/run_finder.h"

#include <algorithm>
#include <functional>

#include "tests/support/catch.h"
#include "tests/unit/discovery/runs.h"

namespace cckm::test {
namespace {

using Kind = RunFinder::Request::Kind;
using Runs = std::vector<ListedRun>;

const Timestamp kNow = at(100'000);

// A list in the given order, and a finder that reads it.
struct FinderScene {
  explicit FinderScene(Runs listed, std::size_t limit = 10)
      : list(std::move(listed)), finder({kLookback, limit}) {}

  // One collection. Returns its requests in short: `page 0`, `running`, `run ID`.
  std::vector<std::string> collect() {
    std::vector<std::string> requests;
    finder.begin(kNow);
    while (const auto request = finder.next()) {
      requests.push_back(describe(*request));
      answer(*request);
    }
    CHECK(requests.size() == finder.requests());
    return requests;
  }

  static std::string describe(const RunFinder::Request& request) {
    switch (request.kind) {
      case Kind::kPage:
        return (request.sorted ? "page " : "unsorted page ") + std::to_string(request.skip);
      case Kind::kRunning:
        return "running";
      case Kind::kRun:
        return "run " + request.id;
    }
    return "";
  }

  void answer(const RunFinder::Request& request) {
    if (request.kind == Kind::kRun) return answer_run(request.id);
    if (request.kind == Kind::kRunning) return finder.page({running_runs, std::nullopt});
    if (request.sorted && refuses_sort) return finder.sort_refused();
    RunPage page;
    page.total = list.size();
    for (auto i = request.skip; i < std::min(request.skip + cap, list.size()); ++i) {
      page.runs.push_back(list[i]);
    }
    finder.page(page);
  }

  void answer_run(const std::string& id) {
    const auto run = std::find_if(single_runs.begin(), single_runs.end(),
                                  [&](const ListedRun& single) { return single.job.id == id; });
    if (run == single_runs.end()) return finder.run_gone();
    finder.run(*run);
  }

  const ListedRun* newest(const std::string& container = "kms") const {
    const auto known = finder.memory().containers().find(container);
    return known == finder.memory().containers().end() ? nullptr : known->second.newest.get();
  }

  Runs list;
  Runs running_runs = {};  // the answer to kRunning
  Runs single_runs = {};   // the answers to kRun
  bool refuses_sort = false;
  std::size_t cap = 100;
  RunFinder finder;
};

// Completed runs, created at 90,000 s and the given offsets.
Runs listed(const std::vector<std::int64_t>& offsets, const std::string& container = "kms") {
  Runs runs;
  for (const auto offset : offsets) {
    runs.push_back(completed("run-" + std::to_string(offset), 90'000 + offset, {container}));
  }
  return runs;
}

using Strings = std::vector<std::string>;

TEST_CASE("a warm collection of a list with an order has two requests") {
  FinderScene newest_first(listed(range(300, 1)));
  FinderScene oldest_first(listed(range(1, 300)));
  for (auto* scene : {&newest_first, &oldest_first}) {
    CHECK(scene->collect().size() <= 7);
    CHECK(scene->finder.complete());
    CHECK(scene->newest()->job.id == "run-300");
  }
  CHECK(newest_first.collect() == Strings{"page 0", "running"});
  CHECK(oldest_first.collect() == Strings{"page 250", "running"});
}

TEST_CASE("an empty list needs two requests, and is complete") {
  FinderScene scene({});
  CHECK(scene.collect() == Strings{"page 0", "running"});
  CHECK(scene.finder.complete());
  CHECK(scene.finder.knows_newest());
  CHECK(scene.finder.total() == 0U);
}

TEST_CASE("a list that is too short for an order is read to its end each time") {
  FinderScene scene(listed({3, 2, 1}));
  for (int collection = 0; collection < 2; ++collection) {
    CHECK(scene.collect() == Strings{"page 0", "running", "page 2"});
    CHECK(scene.finder.order() == ListOrder::kNone);
    CHECK(scene.finder.knows_newest());
  }
}

TEST_CASE("without an order the newest runs are known after the first turn, and read in turns") {
  auto offsets = range(1, 300);
  for (std::size_t i = 0; i < offsets.size(); i += 2) std::swap(offsets[i], offsets[i + 1]);
  FinderScene scene(listed(offsets), 1);
  CHECK(scene.collect() == Strings{"page 0", "running", "page 99"});
  CHECK_FALSE(scene.finder.knows_newest());
  CHECK(scene.collect() == Strings{"page 198", "running", "page 297"});
  CHECK_FALSE(scene.finder.knows_newest());
  CHECK(scene.collect() == Strings{"page 299", "running"});
  CHECK(scene.finder.knows_newest());
  CHECK(scene.newest()->job.id == "run-300");
  CHECK(scene.collect() == Strings{"page 0", "running", "page 99"});
  CHECK(scene.finder.knows_newest());
}

TEST_CASE("if sort is refused, the page is requested without it, from then on") {
  FinderScene scene(listed(range(20, 1)));
  scene.refuses_sort = true;
  CHECK(scene.collect() == Strings{"page 0", "unsorted page 0", "running", "unsorted page 19"});
  CHECK(scene.collect() == Strings{"unsorted page 0", "running"});
}

TEST_CASE("sort is requested again if the page cannot be read without it either") {
  RunFinder finder({.lookback = std::chrono::hours(24)});
  finder.begin({});
  CHECK(finder.next()->sorted);
  finder.sort_refused();
  CHECK_FALSE(finder.next()->sorted);  // fails, so the collection ends
  finder.begin({});
  CHECK(finder.next()->sorted);
}

TEST_CASE("a collection has at most two requests and the limit") {
  FinderScene scene(listed(range(1000, 1)), 3);
  CHECK(scene.collect() == Strings{"page 0", "running", "page 99", "page 198", "page 297"});
  CHECK(scene.finder.knows_newest());
  CHECK_FALSE(scene.finder.complete());
  CHECK(scene.collect() == Strings{"page 0", "running", "page 396", "page 495", "page 594"});
}

TEST_CASE("a small cap makes the collection read on until the order is proven") {
  FinderScene scene(listed(range(1, 30)), 20);
  scene.cap = 4;
  scene.collect();
  CHECK(scene.finder.order() == ListOrder::kOldestFirst);
  CHECK(scene.finder.knows_newest());
  CHECK(scene.newest()->job.id == "run-30");
}

TEST_CASE("a run in the wrong place makes the finder start over without an order") {
  auto offsets = range(200, 1);
  FinderScene scene(listed(offsets), 1);
  scene.collect();
  REQUIRE(scene.finder.order() == ListOrder::kNewestFirst);
  scene.list.insert(scene.list.begin() + 50, completed("late", 95'000));
  scene.collect();
  CHECK(scene.finder.order() == ListOrder::kNone);
  CHECK_FALSE(scene.finder.knows_newest());
  CHECK_FALSE(scene.finder.complete());
  while (!scene.finder.knows_newest()) scene.collect();
  CHECK(scene.newest()->job.id == "late");
}

TEST_CASE("a run that was in progress and is in neither answer is read by its id") {
  FinderScene scene(listed(range(300, 1)));
  scene.running_runs = {running("run-50", 90'050)};
  scene.list[250] = scene.running_runs.front();
  scene.collect();
  CHECK(scene.finder.memory().open().size() == 1);
  CHECK(scene.finder.knows_running());
  CHECK(scene.collect() == Strings{"page 0", "running"});
  scene.running_runs.clear();
  scene.single_runs = {completed("run-50", 90'050)};
  CHECK(scene.collect() == Strings{"page 0", "running", "run run-50"});
  CHECK(scene.finder.memory().open().empty());
  CHECK(scene.finder.memory().containers().at("kms").ended[1] == 1);
  CHECK(scene.collect() == Strings{"page 0", "running"});
}

TEST_CASE("a run in progress that CM does not know any more is forgotten") {
  FinderScene scene(listed(range(300, 1)));
  scene.list[250] = running("run-50", 90'050);
  scene.collect();
  CHECK(scene.collect() == Strings{"page 0", "running", "run run-50"});
  CHECK(scene.finder.memory().open().empty());
  CHECK(scene.newest()->job.id == "run-300");
  CHECK(scene.collect() == Strings{"page 0", "running"});
}

TEST_CASE("the newest run is read by its id if its entry has no regions, once if it has ended") {
  const auto run = with_region(completed("run-50", 90'050), "eu", RegionStatus::kSucceeded);
  FinderScene scene(listed(range(40, 1)));
  scene.list.insert(scene.list.begin(), without_regions(completed("run-50", 90'050)));
  scene.single_runs = {run};
  scene.collect();
  CHECK(scene.newest()->job.regions.size() == 1);
  CHECK(scene.finder.memory().containers().at("kms").region_success.size() == 1);
  CHECK(scene.collect() == Strings{"page 0", "running"});
  CHECK(scene.newest()->job.regions.size() == 1);
}

TEST_CASE("the newest run is read by its id in each collection while it runs and has no regions") {
  FinderScene scene(listed(range(40, 1)));
  scene.list.insert(scene.list.begin(), without_regions(running("run-50", 90'050)));
  scene.running_runs = {scene.list.front()};
  scene.single_runs = {running("run-50", 90'050)};
  scene.collect();
  for (int collection = 0; collection < 2; ++collection) {
    CHECK(scene.collect() == Strings{"page 0", "running", "run run-50"});
  }
}

TEST_CASE("single runs and pages take turns within the limit") {
  FinderScene scene({}, 3);
  for (const auto offset : range(1000, 1)) {
    scene.list.push_back(without_regions(completed("run-" + std::to_string(offset), 90'000 + offset,
                                                   {std::to_string(offset % 50)})));
  }
  scene.single_runs = listed(range(1000, 1));
  for (auto& run : scene.single_runs)
    run.job.containers = {std::to_string(run.job.created.seconds % 50)};
  const auto first = scene.collect();
  const auto second = scene.collect();
  CHECK(std::count_if(first.begin(), first.end(),
                      [](const auto& text) { return text.find("run ") == 0; }) == 1);
  CHECK(std::count_if(second.begin(), second.end(),
                      [](const auto& text) { return text.find("run ") == 0; }) == 2);
}

TEST_CASE("a run that hangs far behind unread history is not taken for the newest one") {
  FinderScene scene(listed(range(300, 1), "kms"), 1);
  scene.list[250].job.containers = {"other"};
  scene.list[280].job.containers = {"other"};
  scene.list[280].job.status = JobStatus::kInProgress;
  scene.running_runs = {scene.list[280]};
  scene.collect();
  CHECK(scene.finder.knows_newest());
  CHECK(scene.finder.memory().open().size() == 1);
  CHECK_FALSE(scene.newest("other"));
  while (!scene.finder.complete()) scene.collect();
  CHECK(scene.newest("other")->job.id == "run-50");
}

TEST_CASE("a run in progress that the walk has missed is not read by its id after its end") {
  FinderScene scene(listed(range(300, 1)));
  scene.running_runs = {running("hidden", 90'050, {"other"})};
  scene.collect();
  scene.running_runs.clear();
  scene.single_runs = {completed("hidden", 90'050, {"other"})};
  CHECK(scene.collect() == Strings{"page 0", "running", "run hidden"});
  REQUIRE(scene.newest("other"));
  CHECK(scene.newest("other")->job.id == "hidden");
  CHECK(scene.collect() == Strings{"page 0", "running"});
}

TEST_CASE("an order that a turn proves after it began again does not count before its end") {
  auto offsets = range(30, 1);
  FinderScene scene(listed(offsets), 1);
  scene.cap = 5;
  scene.collect();
  REQUIRE_FALSE(scene.finder.knows_newest());
  const auto added = listed(range(531, 31));
  scene.list.insert(scene.list.begin(), added.begin(), added.end());
  scene.list[400].job.containers = {"other"};
  scene.list.push_back(completed("old", 80'000, {"other"}));
  while (!scene.finder.knows_newest()) scene.collect();
  REQUIRE(scene.newest("other"));
  CHECK(scene.newest("other")->job.id == scene.list[400].job.id);
}

TEST_CASE("an ignored filter does not bring old runs forward") {
  FinderScene scene(listed(range(1, 300)), 1);
  scene.running_runs = listed(range(1, 100), "old");
  scene.collect();
  CHECK_FALSE(scene.newest("old"));
}

TEST_CASE("a failed request for running runs leaves the family read") {
  FinderScene scene(listed(range(20, 1)));
  scene.finder.begin(kNow);
  scene.answer(*scene.finder.next());
  REQUIRE(scene.finder.next()->kind == Kind::kRunning);
  scene.finder.running_failed();
  CHECK_FALSE(scene.finder.knows_running());
  scene.answer(*scene.finder.next());
  CHECK(scene.finder.complete());
  CHECK(scene.finder.knows_newest());
}

TEST_CASE("a collection that stops early loses nothing") {
  FinderScene scene(listed(range(500, 1)), 2);
  scene.collect();
  for (int stop = 0; stop < 3; ++stop) {
    scene.finder.begin(kNow);
    for (int i = 0; i < stop; ++i) scene.answer(*scene.finder.next());
    scene.finder.next();
  }
  CHECK(scene.collect() == Strings{"page 0", "running", "page 297", "page 396"});
}

TEST_CASE("after a failure of its first page a collection knows nothing of the newest runs") {
  FinderScene scene(listed(range(20, 1)));
  scene.collect();
  scene.finder.begin(kNow);
  scene.finder.next();
  CHECK_FALSE(scene.finder.knows_newest());
}

TEST_CASE("runs older than lookback are ignored and end the history") {
  FinderScene scene(listed(range(300, 1)), 10);
  for (std::size_t i = 150; i < 300; ++i)
    scene.list[i].job.created = at(10'000 - static_cast<int>(i));
  CHECK(scene.collect() == Strings{"page 0", "running", "page 99"});
  CHECK(scene.finder.complete());
  CHECK(scene.finder.memory().containers().at("kms").starts.size() == 20);
  scene.finder.begin(at(90'251 + 86'400));
  CHECK(scene.finder.memory().containers().at("kms").starts.back().id == "run-281");
  scene.finder.begin(at(90'300 + 86'401));
  CHECK(scene.finder.memory().containers().empty());
}

TEST_CASE("ends count from the first completeness on") {
  FinderScene scene(listed(range(300, 1)), 1);
  scene.collect();
  CHECK_FALSE(scene.finder.memory().counts_ends());
  while (!scene.finder.complete()) scene.collect();
  CHECK(scene.finder.memory().counts_ends());
  CHECK(scene.finder.memory().containers().at("kms").ended == RunCounts{});
  scene.list.insert(scene.list.begin(), failed("new", 95'000));
  scene.collect();
  scene.collect();
  CHECK(scene.finder.memory().containers().at("kms").ended[2] == 1);
}

TEST_CASE("a total that is always huge does not keep the end of a list from being found") {
  RunFinder finder({kLookback, 10});
  const auto runs = listed(range(1, 250));
  for (int collection = 0; collection < 5; ++collection) {
    finder.begin(kNow);
    while (const auto request = finder.next()) {
      RunPage page;
      page.total = ~std::uint64_t{0};
      if (request->kind == Kind::kPage) {
        for (auto i = request->skip; i < std::min<std::size_t>(request->skip + 100, 250); ++i) {
          page.runs.push_back(runs[i]);
        }
      }
      finder.page(page);
    }
  }
  CHECK(finder.complete());
  CHECK(finder.knows_newest());
  CHECK(finder.memory().containers().at("kms").newest->job.id == "run-250");
}

}  // namespace
}  // namespace cckm::test
