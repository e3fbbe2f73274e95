// SPDX-License-Identifier: Apache-2.0
// The schedules of a job, in the order of their due times.
#include "exporter/pages/job_schedules.h"

#include "tests/support/catch.h"
#include "tests/unit/pages/managers.h"

namespace cckm::test {

namespace {

ScheduleReport schedule(const std::string& name, std::optional<Timestamp> next_due,
                        std::vector<std::string> sync_jobs) {
  ScheduleReport report{.schedule = {.name = name}, .enabled = next_due.has_value()};
  report.next_due = next_due;
  report.sync_jobs = std::move(sync_jobs);
  return report;
}

}  // namespace

TEST_CASE("the schedule that is due next comes first, one without a due time last") {
  ManagerReport report;
  report.schedules = SchedulesReport{.schedules = {schedule("disabled", std::nullopt, {"a"}),
                                                   schedule("later", ago(-20), {"a", "b"}),
                                                   schedule("soon", ago(-10), {"a"})}};
  const JobSchedules schedules(report);
  std::vector<std::string> names;
  for (const auto* each : schedules.of("a")) names.push_back(each->schedule.name);
  CHECK(names == std::vector<std::string>{"soon", "later", "disabled"});
  CHECK(schedules.of("b").size() == 1);
  CHECK(schedules.of("c").empty());
}

TEST_CASE("a manager without schedules starts no job") {
  const ManagerReport report;
  CHECK(JobSchedules(report).of("a").empty());
}

}  // namespace cckm::test
