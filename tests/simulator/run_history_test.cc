// SPDX-License-Identifier: Apache-2.0
// Tests runs from a rule, added runs, and progress.
#include "tests/simulator/run_history.h"

#include <set>
#include <string>

#include "tests/simulator/manual_clock.h"
#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using std::chrono::hours;
using std::chrono::seconds;

const Time kNow = ManualClock().now();

SyncPlan plan_of_run(std::string_view cloud) {
  return {.endpoint = find_endpoint(cloud, "keys"), .containers = {"c"}, .keys = {"1/a", "1/b"}};
}

RunHistory hourly(std::size_t count, std::string_view cloud = "aws") {
  return RunHistory(
      regular_runs({.count = count, .newest = kNow - hours(1), .plans = {plan_of_run(cloud)}}));
}

Time created(const SimulatedJob& run) {
  return run_at(run, kNow).created;
}

TEST_CASE("a million runs of a rule are there without being stored") {
  const RunHistory history = hourly(1'000'000);
  CHECK(history.size() == 1'000'000);
  CHECK(created(history.at(999'999)) == kNow - hours(1));
  CHECK(created(history.at(0)) == kNow - hours(1'000'000));
  const SimulatedJob run = history.at(123'456);
  REQUIRE(history.find(run.id));
  CHECK(body_at(*history.find(run.id), kNow) == body_at(run, kNow));
}

TEST_CASE("each run has an id of its own, which no other family has") {
  std::set<std::string> ids;
  for (const char* cloud : {"aws", "azure"}) {
    RunHistory history = hourly(50, cloud);
    for (int i = 0; i < 50; ++i) history.add(begin_run(plan_of_run(cloud), kNow));
    for (std::size_t i = 0; i < history.size(); ++i) ids.insert(history.at(i).id);
  }
  CHECK(ids.size() == 200);
}

TEST_CASE("an id that is no run's is not found") {
  const RunHistory history = hourly(3);
  const std::string id = history.at(1).id;
  CHECK_FALSE(hourly(3, "azure").find(id));
  CHECK_FALSE(hourly(1).find(id));
  for (const std::string& other : {std::string(), id.substr(1), id + "0", "f" + id.substr(1),
                                   id.substr(0, 35) + "x", std::string(36, ' ')}) {
    CAPTURE(other);
    CHECK_FALSE(history.find(other));
  }
}

TEST_CASE("an added run follows those of the rule, and can have an id") {
  RunHistory history = hourly(2);
  const std::string made = history.add(begin_run(plan_of_run("aws"), kNow));
  SimulatedJob run = begin_run(plan_of_run("aws"), kNow);
  run.id = "my-run";
  CHECK(history.add(run) == "my-run");
  CHECK(history.size() == 4);
  CHECK(history.at(2).id == made);
  CHECK(history.find(made)->id == made);
  CHECK(history.find("my-run")->id == "my-run");
}

TEST_CASE("a run finishes one key after another, and then stays as it is") {
  const SimulatedJob run = begin_run(plan_of_run("aws"), kNow);
  struct Case {
    seconds after;
    std::string status;
    std::size_t done;
  };
  const Case cases[] = {{seconds(0), "in_progress", 0}, {seconds(3), "in_progress", 0},
                        {seconds(4), "in_progress", 1}, {seconds(7), "in_progress", 1},
                        {seconds(8), "completed", 2},   {hours(24 * 365), "completed", 2}};
  for (const Case& c : cases) {
    CAPTURE(c.after.count());
    const Run state = run_at(run, kNow + c.after);
    CHECK(state.overall_status == c.status);
    CHECK(state.regions_done == c.done);
    CHECK(state.created == kNow);
    CHECK(state.completed.has_value() == (c.status == "completed"));
  }
}

TEST_CASE("runs are in progress until they end, or hang until they are canceled") {
  RunHistory history(regular_runs(
      {.count = 10, .newest = kNow - hours(1), .plans = {plan_of_run("aws")}, .hanging = {3}}));
  SimulatedJob hanging = begin_run(plan_of_run("aws"), kNow);
  hanging.progress->hangs = true;
  const std::string id = history.add(hanging);
  history.add(begin_run(plan_of_run("aws"), kNow));
  CHECK(history.in_progress(kNow) == std::vector<std::size_t>{3, 10, 11});
  CHECK(history.in_progress(kNow + hours(1)) == std::vector<std::size_t>{3, 10});
  history.cancel_run(id, kNow + hours(1));
  CHECK(history.in_progress(kNow + hours(1)) == std::vector<std::size_t>{3});
  CHECK_THAT(body_at(*history.find(id), kNow + hours(2)),
             ContainsSubstring(R"("completed_at":"2026-07-30T01:00:00Z")") &&
                 ContainsSubstring(R"("overall_status":"completed")") &&
                 ContainsSubstring(R"("1/b":"in_progress")") &&
                 ContainsSubstring(R"("abort":true)"));
}

TEST_CASE("every n-th run of a rule fails in its first key") {
  const RunHistory history(regular_runs(
      {.count = 6, .newest = kNow - hours(1), .plans = {plan_of_run("aws")}, .fails_every = 3}));
  std::vector<std::size_t> failed;
  for (std::size_t i = 0; i < 6; ++i)
    if (run_at(history.at(i), kNow).overall_status == "failed") failed.push_back(i);
  CHECK(failed == std::vector<std::size_t>{2, 5});
  CHECK_THAT(body_at(history.at(2), kNow), ContainsSubstring("ThrottlingException"));
}

TEST_CASE("a history grows by finished runs of the present") {
  RunHistory history = hourly(2);
  history.grow(3, kNow);
  CHECK(history.size() == 5);
  CHECK(created(history.at(4)) == kNow);
  CHECK(history.in_progress(kNow).empty());
  CHECK(history.at(3).id != history.at(4).id);
}

TEST_CASE("a run of all key containers names none") {
  const std::string body = body_at(
      begin_run({.endpoint = find_endpoint("google", "keys"), .keys = {"ring"}}, kNow), kNow);
  CHECK_THAT(body, !ContainsSubstring("key_rings"));
  CHECK_THAT(body, ContainsSubstring(R"("detailed_status":{"ring":"in_progress"},"cloud":"gcp")"));
}

}  // namespace
}  // namespace cckm::test
