// SPDX-License-Identifier: Apache-2.0
// The page of one job.
#include "exporter/pages/job_page.h"

#include <string>

#include "tests/support/catch.h"
#include "tests/unit/pages/managers.h"

namespace cckm::test {

namespace {

std::string html_of_job(const Managers& managers, const std::string& sync_job = "job") {
  const auto html = job_page(kProgram, managers, "cm", sync_job, kNow);
  REQUIRE(html);
  return html->text();
}

}  // namespace

TEST_CASE("a failed job has its run, its regions and a runbook") {
  const std::string html = html_of_job({manager_of("cm", {failed_job("job")})});
  CHECK_THAT(html, ContainsSubstring("<h1><bdi>job</bdi></h1>"));
  CHECK_THAT(html, ContainsSubstring("href=\"../../?manager=cm\""));
  CHECK_THAT(html, ContainsSubstring("runbooks#cckmsyncjobfailed"));
  CHECK_THAT(html, ContainsSubstring("<dt>Id of the newest run</dt><dd><bdi>run-1</bdi></dd>"));
  CHECK_THAT(html, ContainsSubstring("Newest run</th>"));
  CHECK_THAT(html, ContainsSubstring(">1 min</td>"));
  CHECK_THAT(html, ContainsSubstring("id=\"regions\""));
}

TEST_CASE("runs beside the newest one are shown if they are known") {
  JobReport job = succeeded_job("job");
  History history = history_of(job);
  history.last_start = ago(100);
  history.oldest_running = ago(200);
  history.ended = RunCounts{0, 7, 2, 1, 0};
  history.observed_interval_seconds = 3600;
  history.expected_interval_seconds = 7200;
  job.history = std::make_shared<const History>(history);
  const std::string html = html_of_job({manager_of("cm", {job})});
  CHECK_THAT(html, ContainsSubstring("Newest run of all key containers"));
  CHECK_THAT(html, ContainsSubstring("Oldest run in progress"));
  CHECK_THAT(html, ContainsSubstring("Newest success"));
  CHECK_THAT(html, ContainsSubstring(": 7 completed, 2 failed, 1 canceled, 0 unknown."));
  CHECK_THAT(html, ContainsSubstring("<dt>Usual time between runs</dt><dd>1 h</dd>"));
  CHECK_THAT(html, ContainsSubstring("<dt>Time between due runs</dt><dd>2 h</dd>"));
}

TEST_CASE("the last collections have time, HTTP status and reason") {
  Place place("cm", "https://cm", 0);
  const auto note = [&](JobReport job, Timestamp when) {
    place.note(std::make_shared<const ManagerReport>(
                   ManagerReport{.manager = "cm", .up = true, .jobs = {std::move(job)}}),
               when, std::nullopt);
  };
  note(succeeded_job("job"), ago(180));
  note(unread_job("job", Reason::kTimeout), ago(120));
  note(unread_job("job", Reason::kHttp5xx, 503), ago(60));
  const std::string html = html_of_job({place.status()});
  const auto order = positions_of({">503</td>", ">none</td>", ">200</td>"}, html);
  CHECK(std::ranges::is_sorted(order));
  CHECK(order.back() != std::string::npos);
  CHECK_THAT(html, ContainsSubstring("<code>http_5xx</code>"));
  CHECK_THAT(html, ContainsSubstring("2026-11-26 15:18:03 UTC"));
  CHECK_THAT(html, ContainsSubstring("runbooks#cckmjobunreadable"));
  CHECK_THAT(html, ContainsSubstring("Details of the last one: <bdi>details</bdi>"));
  CHECK_THAT(html, ContainsSubstring("No run is known."));
  CHECK(count_of("<th scope=\"row\"", html) == 3);
}

TEST_CASE("a schedule has its cron text and its due times") {
  ManagerReport report{.up = true, .jobs = {succeeded_job("job")}};
  ScheduleReport schedule{.schedule = {.name = kHostileText, .cron_text = "0 9 * * *"},
                          .enabled = true};
  schedule.last_due = ago(60);
  schedule.next_due = ago(-60);
  schedule.sync_jobs = {"job"};
  report.schedules = SchedulesReport{.schedules = {schedule}};
  const std::string html = html_of_job({manager_of("cm", std::move(report))});
  CHECK_THAT(html, ContainsSubstring(kEscapedText));
  CHECK_THAT(html, ContainsSubstring("<code><bdi>0 9 * * *</bdi></code><small>not understood"));
  CHECK_THAT(html, ContainsSubstring(">in 1 min<"));
  CHECK_THAT(html, ContainsSubstring(">yes</td>"));
}

TEST_CASE("what is odd about a run is shown, with CM's text escaped") {
  SyncJob run = run_of(JobStatus::kUnknown);
  run.anomalies = {{AnomalyKind::kUnknownStatus, kHostileText}};
  const std::string html = html_of_job({manager_of("cm", {job_of("job", run)})});
  CHECK_THAT(html, ContainsSubstring("overall_status has an unknown value: " + kEscapedText));
}

TEST_CASE("only a job of the last collection has a page") {
  const Managers managers = {manager_of("cm", {succeeded_job("job")}),
                             manager_without_collection("new")};
  CHECK_FALSE(job_page(kProgram, managers, "cm", "other", kNow));
  CHECK_FALSE(job_page(kProgram, managers, "new", "job", kNow));
  CHECK_FALSE(job_page(kProgram, managers, "none", "job", kNow));
}

TEST_CASE("the page of an unknown job is a sentence and a link to all jobs") {
  const std::string html = unknown_job_page(kProgram, kNow).text();
  CHECK_THAT(html, ContainsSubstring("had no such job"));
  CHECK_THAT(html, ContainsSubstring("<a href=\"../../\">status page</a>"));
}

}  // namespace cckm::test
