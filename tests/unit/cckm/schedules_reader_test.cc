// SPDX-License-Identifier: Apache-2.0
// Schedules of a simulated CM, over real TLS.
#include "exporter/cckm/schedules_reader.h"

#include "tests/simulator/appliance.h"
#include "tests/support/catch.h"
#include "tests/unit/cckm/manager_scene.h"

namespace cckm::test {
namespace {

// A manager with nothing but schedules.
struct SchedulesScene : ManagerScene {
  SchedulesScene() {
    settings.jobs.clear();
    settings.schedules = true;
  }

  void add(Schedule schedule) {
    if (schedule.plans.empty()) schedule.plans = {{.endpoint = &kAws, .containers = {"kms"}}};
    simulator.change(
        [&](Appliance& cm) { cm.scheduler.add(schedule, std::chrono::system_clock::now()); });
  }

  Reading read() {
    Reading reading = read_item();
    REQUIRE(reading.schedules);
    CHECK(simulator.stats().unexpected_requests == 0);
    return reading;
  }
  std::vector<ScheduleReport> schedules() { return read().schedules->schedules; }
  std::uint64_t requests() const { return simulator.stats().schedule_requests; }
};

using Names = std::vector<std::string>;

Names names_of(const std::vector<ScheduleReport>& schedules) {
  Names names;
  for (const ScheduleReport& report : schedules) names.push_back(report.schedule.name);
  return names;
}

TEST_CASE("schedules are read with their targets and times") {
  SchedulesScene scene;
  scene.add({.name = "weekly", .run_at = "0 9 * * sat"});
  const Reading reading = scene.read();
  CHECK(reading.answered);
  CHECK_FALSE(reading.failure);
  CHECK(reading.schedules->offered);
  CHECK_FALSE(reading.schedules->failure);
  REQUIRE(reading.schedules->schedules.size() == 1);
  const ScheduleReport& weekly = reading.schedules->schedules[0];
  CHECK(weekly.schedule.name == "weekly");
  CHECK(weekly.schedule.targets == std::vector<ScheduleTarget>{{&kAws, false, {"kms"}}});
  CHECK(weekly.enabled);
  CHECK(weekly.interval == std::chrono::hours(7 * 24));
  CHECK(weekly.next_due > timestamp_of(std::chrono::system_clock::now()));
}

TEST_CASE("a disabled schedule is not due") {
  SchedulesScene scene;
  scene.add({.name = "off", .run_at = "* * * * *", .disabled = true});
  const auto schedules = scene.schedules();
  REQUIRE(schedules.size() == 1);
  CHECK_FALSE(schedules[0].enabled);
  CHECK_FALSE(schedules[0].last_due);
  CHECK_FALSE(schedules[0].next_due);
}

TEST_CASE("the list of schedules is read once in five minutes, and a reload keeps it") {
  SchedulesScene scene;
  scene.add({.name = "daily", .run_at = "0 3 * * *"});
  scene.schedules();
  scene.add({.name = "new", .run_at = "0 3 * * *"});
  const Reading second = scene.read();
  CHECK(names_of(second.schedules->schedules) == Names{"daily"});
  CHECK_FALSE(second.answered);  // nothing was asked
  scene.reload();
  CHECK(names_of(scene.schedules()) == Names{"daily"});
  CHECK(scene.requests() == 1);
}

TEST_CASE("a list of several pages is read in one collection") {
  SchedulesScene scene;
  for (int i = 0; i < 250; ++i) scene.add({.name = std::to_string(i), .run_at = "0 3 * * *"});
  CHECK(scene.schedules().size() == 250);
  CHECK(scene.requests() == 3);
}

TEST_CASE("schedules that CM does not offer are no failure, and are not asked for again at once") {
  SchedulesScene scene;
  const Offer offer = GENERATE(Offer::kForbidden, Offer::kNotFound);
  scene.simulator.change([&](Appliance& cm) { cm.scheduler.behaviour.offer = offer; });
  for (int i = 0; i < 2; ++i) {
    const Reading reading = scene.read();
    CHECK_FALSE(reading.failure);
    CHECK_FALSE(reading.schedules->offered);
    CHECK_FALSE(reading.schedules->failure);
    CHECK(reading.answered == (i == 0));
  }
  CHECK(scene.requests() == 1);
}

TEST_CASE("a failure is reported until the list is read again, five minutes later") {
  SchedulesScene scene;
  scene.simulator.set_fault({.kind = CallKind::kSchedules, .body = R"({"resources":[7]})"});
  for (int i = 0; i < 2; ++i) {
    const Reading reading = scene.read();
    REQUIRE(reading.failure);
    CHECK(reading.failure->reason == Reason::kBadSchema);
    CHECK(reading.failure->detail == "resources[0]: not an object");
    CHECK(reading.schedules->failure == reading.failure);
    CHECK(reading.schedules->offered);
  }
  CHECK(scene.requests() == 1);
}

TEST_CASE("what was not read is served from the last list") {
  SchedulesScene scene;
  scene.add({.name = "daily", .run_at = "0 3 * * *"});
  scene.schedules();
  const Reading unread = scene.manager->unread(0, {Reason::kTimeout, "deadline"});
  CHECK(unread.failure == Failure{Reason::kTimeout, "deadline"});
  REQUIRE(unread.schedules);
  CHECK(unread.schedules->failure == unread.failure);
  CHECK(names_of(unread.schedules->schedules) == Names{"daily"});
}

TEST_CASE("other operations of the scheduler are left out, even if the filter is ignored") {
  SchedulesScene scene;
  scene.add({.name = "backup", .run_at = "0 3 * * *", .operation = "database_backup"});
  scene.add({.name = "daily", .run_at = "0 3 * * *"});
  scene.simulator.change([](Appliance& cm) { cm.scheduler.behaviour.filters_ignored = true; });
  CHECK(names_of(scene.schedules()) == Names{"daily"});
}

TEST_CASE("names of schedules are unique, whatever their order at CM") {
  SchedulesScene scene;
  scene.add({.name = "same", .run_at = "0 3 * * *", .id = "2"});
  scene.add({.name = "first", .run_at = "0 3 * * *", .id = "3"});
  scene.add({.name = "same", .run_at = "0 3 * * *", .id = "1"});
  const auto schedules = scene.schedules();
  CHECK(names_of(schedules) == Names{"first", "same", "same-2"});
  CHECK(schedules[2].schedule.id == "2");
}

TEST_CASE("texts of a schedule are redacted") {
  SchedulesScene scene;
  scene.add({.name = "simulated-password",
             .run_at = "simulated-password",
             .plans = {{.endpoint = &kAws, .containers = {"simulated-password"}}},
             .id = "simulated-password"});
  const auto schedules = scene.schedules();
  REQUIRE(schedules.size() == 1);
  CHECK(schedules[0].schedule.id == "<redacted>");
  CHECK(schedules[0].schedule.name == "<redacted>");
  CHECK(schedules[0].schedule.cron_text == "<redacted>");
  CHECK_FALSE(schedules[0].schedule.cron);
  CHECK(schedules[0].schedule.targets.at(0).containers == Names{"<redacted>"});
}

}  // namespace
}  // namespace cckm::test
