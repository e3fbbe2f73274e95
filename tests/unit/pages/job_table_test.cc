// SPDX-License-Identifier: Apache-2.0
// The columns of the table of jobs.
#include "exporter/pages/job_table.h"

#include "tests/support/catch.h"
#include "tests/unit/pages/managers.h"

namespace cckm::test {

namespace {

std::string table_with(JobReport job, std::optional<SchedulesReport> schedules = {}) {
  ManagerReport report{.up = true, .jobs = {std::move(job)}};
  report.schedules = std::move(schedules);
  const Managers managers = {manager_of("cm", std::move(report))};
  return job_table(job_rows(managers), kNow).text();
}

SchedulesReport due(bool enabled) {
  ScheduleReport report{.schedule = {.name = "nightly"}, .enabled = enabled};
  if (enabled) report.next_due = ago(-600);
  report.sync_jobs = {"a"};
  return {.schedules = {report}};
}

}  // namespace

TEST_CASE("a row has state, cloud, key container, run, success and schedule") {
  const std::string html = table_with(succeeded_job("a"), due(true));
  CHECK_THAT(html, ContainsSubstring("<a href=\"jobs/cm/a\"><bdi>a</bdi></a>"));
  CHECK_THAT(html, ContainsSubstring("<b>S</b> Succeeded"));
  CHECK_THAT(html, ContainsSubstring("aws keys<small><bdi>kms</bdi></small>"));
  CHECK_THAT(html, ContainsSubstring(">1 h ago<small>2026-11-26 14:20:03 UTC</small></time>"
                                     "<small>took 1 min</small>"));
  CHECK_THAT(html, ContainsSubstring(">59 min ago<small>2026-11-26 14:21:03 UTC</small></time>"));
  CHECK_THAT(html, ContainsSubstring("<bdi>nightly</bdi><small>due <time datetime="));
  CHECK_THAT(html, ContainsSubstring(">in 10 min</time>"));
}

TEST_CASE("a job that was read and never succeeded says so") {
  CHECK_THAT(table_with(failed_job("a")), ContainsSubstring("none known"));
  CHECK(table_with(unread_job("a", Reason::kDns)).find("none known") == std::string::npos);
}

TEST_CASE("a schedule that is not enabled says so") {
  CHECK_THAT(table_with(succeeded_job("a"), due(false)), ContainsSubstring("not enabled"));
}

TEST_CASE("an unread job has its reason in plain words") {
  CHECK_THAT(table_with(unread_job("a", Reason::kDns)), ContainsSubstring("cannot be resolved"));
}

}  // namespace cckm::test
