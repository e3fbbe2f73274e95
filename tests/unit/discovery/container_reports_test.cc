// SPDX-License-Identifier: Apache-2.0
// Key containers of a list that a finder has read.
#include "exporter/discovery/container_reports.h"

#include <algorithm>

#include "tests/support/catch.h"
#include "tests/unit/discovery/runs.h"

namespace cckm::test {
namespace {

using Kind = RunFinder::Request::Kind;
using Runs = std::vector<ListedRun>;

// A list in the given order that a finder reads page by page.
struct ReportScene {
  explicit ReportScene(Runs listed, std::size_t limit_cap = 100)
      : list(std::move(listed)), cap(limit_cap) {
    collect();
  }

  void collect() {
    finder.begin(at(10'000));
    while (const auto request = finder.next()) answer(*request);
  }

  void answer(const RunFinder::Request& request) {
    if (request.kind == Kind::kRun) return finder.run_gone();
    if (request.kind == Kind::kRunning) return answer_running();
    RunPage page;
    page.total = list.size();
    for (auto i = request.skip; i < std::min(request.skip + cap, list.size()); ++i) {
      page.runs.push_back(list[i]);
    }
    finder.page(page);
  }

  void answer_running() {
    if (refuses_running) return finder.running_failed();
    Runs open;
    for (const auto& run : list) {
      if (!finished(run.job)) open.push_back(run);
    }
    finder.page({open, open.size()});
  }

  std::vector<ContainerReport> reports(std::vector<KeyContainer> listed = {}) const {
    return container_reports(finder, KeyContainers(std::move(listed)));
  }
  // The only report.
  ContainerReport report(std::vector<KeyContainer> listed = {}) const {
    auto all = reports(std::move(listed));
    REQUIRE(all.size() == 1);
    return std::move(all.front());
  }

  Runs list;
  std::size_t cap;
  bool refuses_running = false;
  RunFinder finder{{kLookback, 2}};
};

std::string id_of(const ContainerReport& report) {
  return report.run ? (*report.run)->id : std::string(reason_name(report.run.failure().reason));
}

// Runs that were created at these times, newest first.
Runs starts(std::vector<std::int64_t> times) {
  std::ranges::sort(times, std::greater<>());
  Runs runs;
  for (const auto time : times) runs.push_back(completed(std::to_string(time), time));
  return runs;
}

TEST_CASE("each key container that a run names has a report, by name") {
  const ReportScene scene(
      {completed("3", 3, {"b"}), completed("2", 2, {"a", "b"}), failed("1", 1, {"c"})});
  const auto reports = scene.reports();
  REQUIRE(reports.size() == 3);
  CHECK(reports[0].container == KeyContainer{.id = "", .name = "a"});
  CHECK(id_of(reports[0]) == "2");
  CHECK(reports[1].container == KeyContainer{.id = "", .name = "b"});
  CHECK(id_of(reports[1]) == "3");
  CHECK(reports[2].container == KeyContainer{.id = "", .name = "c"});
  CHECK(id_of(reports[2]) == "1");
}

TEST_CASE("runs that call a key container by its name and by its id are joined") {
  const KeyContainer kms{.id = "7", .name = "kms"};
  const ReportScene scene(
      {completed("3", 30, {"7"}), completed("2", 20, {"kms"}), completed("1", 10, {"kms", "7"})});
  const auto joined = scene.report({kms, {.id = "8", .name = "other"}});
  CHECK(joined.container == kms);
  CHECK(id_of(joined) == "3");
  CHECK(joined.history.last_start == at(30));
  CHECK(scene.reports().size() == 2);
}

TEST_CASE("a run in progress that names one key container twice counts once") {
  const ReportScene scene({running("2", 2, {"kms", "7"}), completed("1", 1, {"kms"})});
  const auto joined = scene.report({{.id = "7", .name = "kms"}});
  CHECK(joined.history.running == 1);
  CHECK(joined.history.oldest_running == at(2));
}

TEST_CASE("runs that name no key container have a report of their own and cover all others") {
  const ReportScene scene(
      {with_region(completed("3", 30, {}), "eu", RegionStatus::kSucceeded), running("2", 20, {}),
       with_region(running("1", 10, {"kms"}), "eu", RegionStatus::kInProgress)});
  const auto reports = scene.reports();
  REQUIRE(reports.size() == 2);
  CHECK(reports[0].container == KeyContainer());
  CHECK(id_of(reports[0]) == "3");
  CHECK(reports[0].history.running == 1);
  CHECK(reports[0].history.oldest_running == at(20));
  const auto& [container, newest, history] = reports[1];
  CHECK(container.name == "kms");
  CHECK(id_of(reports[1]) == "1");  // the newest run that names it
  CHECK(history.last_start == at(30));
  CHECK(history.last_success == at(35));
  CHECK(history.region_successes == std::vector<RegionSuccess>{{"", "eu", "", at(35)}});
  CHECK(history.running == 2);
  CHECK(history.oldest_running == at(10));
}

TEST_CASE("regions of other key containers are not taken over from runs that name none") {
  const auto all = with_region(completed("2", 20, {}), "eu", RegionStatus::kSucceeded);
  const ReportScene scene({with_region(all, "us", RegionStatus::kSucceeded),
                           with_region(failed("1", 10, {"kms"}), "eu", RegionStatus::kFailed)});
  const auto reports = scene.reports();
  REQUIRE(reports.size() == 2);
  CHECK(reports[1].history.region_successes == std::vector<RegionSuccess>{{"", "eu", "", at(25)}});
}

TEST_CASE("a run of one key container does not cover another one") {
  const ReportScene scene({running("2", 20, {"a"}), completed("1", 10, {"b"})});
  const auto reports = scene.reports();
  REQUIRE(reports.size() == 2);
  CHECK(reports[0].history.running == 1);
  CHECK_FALSE(reports[0].history.last_success);
  CHECK(reports[1].history.running == 0);
  CHECK_FALSE(reports[1].history.oldest_running);
  CHECK(reports[1].history.last_success == at(15));
}

TEST_CASE("without a response about runs in progress, their number is not known") {
  ReportScene scene({running("2", 20), completed("1", 10)});
  CHECK(scene.report().history.running == 1);
  scene.refuses_running = true;
  scene.collect();
  const auto report = scene.report();
  CHECK_FALSE(report.history.running);
  CHECK_FALSE(report.history.oldest_running);
  CHECK(id_of(report) == "2");
}

TEST_CASE("ends count from the first complete collection on") {
  ReportScene scene({running("2", 20), completed("1", 10)});
  CHECK(scene.report().history.ended == RunCounts{});
  scene.list[0] = failed("2", 20);
  scene.collect();
  RunCounts one{};
  one[static_cast<std::size_t>(JobStatus::kFailed)] = 1;
  CHECK(scene.report().history.ended == one);
}

TEST_CASE("a key container is incomplete until the newest run is known") {
  Runs runs = starts({10, 20, 30, 40, 50, 60});
  std::swap(runs[0], runs[3]);
  ReportScene scene(runs, 1);
  const auto early = scene.report();
  CHECK(early.run.failure() ==
        Failure{Reason::kIncomplete, "the list has no order and is not read to its end yet"});
  CHECK_FALSE(early.history.last_start);
  CHECK_FALSE(early.history.running);
  for (int i = 0; i < 4; ++i) scene.collect();
  CHECK(id_of(scene.report()) == "60");
  CHECK(scene.report().history.last_start == at(60));
}

TEST_CASE("a key container is incomplete until the regions of its newest run are read") {
  RunFinder finder({kLookback, 2});
  finder.begin(at(10'000));
  const RunPage first{{without_regions(completed("2", 20)), completed("1", 10)}, 2};
  const RunPage second{{first.runs.back()}, 2};
  while (const auto request = finder.next()) {
    if (request->kind == Kind::kRun) break;
    finder.page(request->kind == Kind::kRunning ? RunPage() : request->skip == 0 ? first : second);
  }
  const auto before = container_reports(finder, {});
  REQUIRE(before.size() == 1);
  CHECK(before[0].run.failure() ==
        Failure{Reason::kIncomplete, "the list has no detailed_status of the newest run"});
  CHECK_FALSE(before[0].history.last_success);
  finder.run(completed("2", 20));
  CHECK(id_of(container_reports(finder, {})[0]) == "2");
}

TEST_CASE("the observed interval is the median time between the last 4 to 20 starts") {
  const auto interval = [](const std::vector<std::int64_t>& times) {
    return ReportScene(starts(times)).report().history.observed_interval_seconds;
  };
  CHECK_FALSE(interval({0}));
  CHECK_FALSE(interval({0, 60, 120}));
  CHECK(interval({0, 60, 120, 500}) == 60);
  CHECK(interval({0, 60, 120, 200, 500}) == 70);
  std::vector<std::int64_t> times = range(1, 20);
  times.insert(times.end(), {1000, 2000, 3000, 4000});
  CHECK(interval(times) == 1);
  // Only the newest 20 count: nine intervals of a second and ten of a hundred.
  times = range(1, 30);
  for (int i = 1; i <= 10; ++i) times.push_back(30 + i * 100);
  CHECK(interval(times) == 100);
}

TEST_CASE("runs that name no key container count for the observed interval") {
  const ReportScene scene(
      {completed("4", 40, {}), completed("3", 30), completed("2", 20, {}), completed("1", 10)});
  const auto reports = scene.reports();
  REQUIRE(reports.size() == 2);
  CHECK_FALSE(reports[0].history.observed_interval_seconds);
  CHECK(reports[1].history.observed_interval_seconds == 10);
}

}  // namespace
}  // namespace cckm::test
