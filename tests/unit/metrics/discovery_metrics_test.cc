// SPDX-License-Identifier: Apache-2.0
// Pages of families, key containers, schedules and the histories of discovered jobs.
#include "exporter/metrics/discovery_metrics.h"

#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include "exporter/metrics/job_metrics.h"
#include "tests/support/catch.h"
#include "tests/support/exposition_parser.h"
#include "tests/support/golden.h"
#include "tests/support/page_text.h"

namespace cckm::test {
namespace {

// Thursday, 2026-11-26T09:00:00Z.
constexpr std::int64_t kNow = 1795683600;
constexpr std::int64_t kHour = 3600, kDay = 24 * kHour;

const Endpoint& kAws = *find_endpoint("aws", "keys");
const Endpoint& kAzure = *find_endpoint("azure", "keys");
const Endpoint& kSecrets = *find_endpoint("azure", "secrets");

using SampleValues = std::map<std::string, double>;

std::string discovery_page(const Reports& reports, PageFormat format = PageFormat::kText) {
  return page_text(
      [&](PageWriter& page) {
        write_jobs(reports, {.per_job = 1000}, page);
        write_discovery(reports, page);
      },
      format);
}

// Returns the samples of a page. Checks that it is well-formed, and the same in both formats.
SampleValues samples_of(ManagerReport report) {
  const Reports reports = {std::make_shared<ManagerReport>(std::move(report))};
  const Exposition page = parse_exposition(discovery_page(reports));
  const auto openmetrics = parse_openmetrics(discovery_page(reports, PageFormat::kOpenMetrics));
  CAPTURE(page.problems, openmetrics.problems);
  CHECK(page.problems.empty());
  CHECK(openmetrics.problems.empty());
  CHECK(openmetrics.samples == page.samples);
  return page.samples;
}

// Returns the series of metrics whose names begin like this.
std::vector<std::string> series_that_begin(const SampleValues& samples, const std::string& begin) {
  std::vector<std::string> series;
  for (const auto& [name, value] : samples) {
    if (name.starts_with(begin)) series.push_back(name);
  }
  return series;
}

ManagerReport manager(const std::string& name) {
  return {.manager = name, .up = true, .seconds = 1.5, .timeout_seconds = 9.5};
}

FamilyReport read_family() {
  FamilyReport family{.endpoint = &kAws, .complete = true, .runs = 87600, .requests = 2};
  family.dropped = 3;
  family.listed = std::make_shared<const KeyContainers>(std::vector<KeyContainer>{
      {.id = "7", .name = "kms-production"}, {.id = "8", .name = "kms-test"}});
  return family;
}

JobReport discovered(const std::string& name, History history) {
  SyncJob run;
  run.id = "afef70ff-311e-46c1-8ead-e1999e8c6d46";
  run.containers = {"kms-production"};
  run.status = JobStatus::kCompleted;
  run.created = {kNow - kHour, 0};
  run.completed = Timestamp{kNow - kHour + 60, 0};
  run.regions = {{"123456789012", "eu-west-1", "", RegionStatus::kSucceeded}};
  return {name, kAws, std::make_shared<const SyncJob>(std::move(run)), 0.25,
          std::make_shared<const History>(std::move(history))};
}

History full_history() {
  History history;
  history.last_success = Timestamp{kNow - kDay + 60, 500'000'000};
  history.region_successes = {{"123456789012", "eu-west-1", "", {kNow - kHour + 60, 0}},
                              {"123456789012", "us-east-1", "", {kNow - 3 * kDay, 0}}};
  history.last_start = Timestamp{kNow - kHour, 0};
  history.running = 2;
  history.oldest_running = Timestamp{kNow - 2 * kHour, 0};
  history.ended = RunCounts{0, 41, 2, 1, 0};
  history.observed_interval_seconds = 3600.5;
  history.expected_interval_seconds = 3600;
  history.last_due = Timestamp{kNow - kHour, 0};
  return history;
}

ScheduleReport schedule(const std::string& name, const std::string& cron_text,
                        std::vector<ScheduleTarget> targets) {
  ScheduleReport report;
  report.schedule.id = name;
  report.schedule.name = name;
  report.schedule.cron_text = cron_text;
  report.schedule.cron = Cron::parse(cron_text);
  report.schedule.targets = std::move(targets);
  return report;
}

ScheduleReport weekly() {
  ScheduleReport weekly = schedule("weekly", "0 9 * * sat", {{&kAws, false, {"kms-production"}}});
  weekly.enabled = true;
  weekly.last_due = Timestamp{kNow - 5 * kDay, 0};
  weekly.next_due = Timestamp{kNow + 2 * kDay, 0};
  weekly.interval = std::chrono::seconds(7 * kDay);
  weekly.sync_jobs = {"aws:kms-production", "aws:kms-test"};
  return weekly;
}

TEST_CASE("the page of discovery and schedules matches its golden page") {
  ManagerReport production = manager("production");
  production.jobs.push_back(discovered("aws:kms-production", full_history()));
  production.jobs.push_back(discovered("aws:all", {}));
  production.families = {
      read_family(),
      {.endpoint = &kAzure, .offered = false},
      {.endpoint = &kSecrets, .failure = Failure{Reason::kHttp5xx, "not for metrics", 503}},
      {.endpoint = find_endpoint("google", "keys"), .complete = false, .runs = 0, .requests = 12}};
  production.schedules = SchedulesReport{
      .schedules = {schedule("every \"hour\"", "61 * * * *", {{&kAzure, true, {}}}),
                    schedule("off", "0 3 * * *", {{&kAzure, true, {}}, {&kSecrets, true, {}}}),
                    weekly()}};
  ManagerReport standby = manager("standby");
  standby.schedules = SchedulesReport{.offered = false};
  ManagerReport failing = manager("failing");
  failing.schedules = SchedulesReport{.failure = Failure{Reason::kTimeout, ""}};
  check_golden("discovery.prom",
               discovery_page({std::make_shared<ManagerReport>(std::move(production)),
                               std::make_shared<ManagerReport>(std::move(standby)),
                               std::make_shared<ManagerReport>(std::move(failing))}));
}

TEST_CASE("a manager without discovery and schedules has no series of them") {
  CHECK(series_that_begin(samples_of(manager("cm")), "cckm_discovery").empty());
  CHECK(series_that_begin(samples_of(manager("cm")), "cckm_schedule").empty());
}

TEST_CASE("a family that CM does not offer has one series, and no success or failure") {
  ManagerReport report = manager("cm");
  report.families = {{.endpoint = &kAws, .offered = false}};
  const auto samples = samples_of(report);
  const std::string offered = R"(cckm_discovery_offered{cloud="aws",manager="cm",resource="keys"})";
  CHECK(series_that_begin(samples, "cckm_discovery") == std::vector{offered});
  CHECK(samples.at(offered) == 0);
}

TEST_CASE("a family that cannot be read has its reason, and no numbers of this collection") {
  for (const Reason reason : kReasonNames.values()) {
    ManagerReport report = manager("cm");
    report.families = {{.endpoint = &kAws, .failure = Failure{reason, "not for metrics"}}};
    const auto samples = samples_of(report);
    const std::string labels = R"(cloud="aws",manager="cm",)";
    const std::string error = "cckm_discovery_error{" + labels + "reason=\"" +
                              std::string(reason_name(reason)) + R"(",resource="keys"})";
    const std::string end = labels + R"(resource="keys"})";
    CHECK(series_that_begin(samples, "cckm_discovery") ==
          std::vector{error, "cckm_discovery_offered{" + end, "cckm_discovery_success{" + end});
    CHECK(samples.at("cckm_discovery_success{" + end) == 0);
    CHECK(samples.at("cckm_discovery_offered{" + end) == 1);
  }
}

TEST_CASE("key containers whose texts are equal once they are clean share a series") {
  ManagerReport report = manager("cm");
  report.families = {{.endpoint = &kAws}};
  report.families[0].listed = std::make_shared<const KeyContainers>(std::vector<KeyContainer>{
      {.id = "1", .name = "a\x01"}, {.id = "1", .name = "a\x02"}, {.id = "2", .name = "a\x02"}});
  const auto samples = samples_of(report);
  CHECK(series_that_begin(samples, "cckm_key_container_info").size() == 2);
}

TEST_CASE("a history has the series of what is known of it only") {
  const auto series = [](History history) {
    ManagerReport report = manager("cm");
    report.jobs.push_back(discovered("job", std::move(history)));
    std::vector<std::string> names;
    for (const auto& [name, value] : samples_of(report)) {
      for (const std::string part :
           {"last_success", "last_start", "_running", "runs_total", "interval", "last_due"}) {
        if (name.find(part) != std::string::npos) names.push_back(name.substr(0, name.find('{')));
      }
    }
    return names;
  };
  CHECK(series({}).empty());
  History idle;
  idle.running = 0;
  CHECK(series(idle) == std::vector<std::string>{"cckm_sync_job_running"});
  History counted;
  counted.ended = RunCounts{};
  CHECK(series(counted) == std::vector<std::string>(4, "cckm_sync_job_runs_total"));
}

TEST_CASE(
    "a schedule that is not enabled, or whose cron text is wrong, is shown without due times") {
  ManagerReport report = manager("cm");
  report.schedules = SchedulesReport{
      .schedules = {schedule("bad", "@daily", {{&kAws, true, {}}}), schedule("none", "", {})}};
  const auto samples = samples_of(report);
  CHECK(
      series_that_begin(samples, "cckm_schedule_") ==
      std::vector<std::string>{
          R"(cckm_schedule_enabled{manager="cm",schedule="bad"})",
          R"(cckm_schedule_enabled{manager="cm",schedule="none"})",
          R"(cckm_schedule_info{cloud="aws",cron="@daily",manager="cm",resource="keys",schedule="bad"})",
          R"(cckm_schedule_invalid{manager="cm",schedule="bad"})",
          R"(cckm_schedule_invalid{manager="cm",schedule="none"})"});
  CHECK(samples.at(R"(cckm_schedule_enabled{manager="cm",schedule="bad"})") == 0);
  CHECK(samples.at(R"(cckm_schedule_invalid{manager="cm",schedule="bad"})") == 1);
}

TEST_CASE("families are in a fixed order") {
  ManagerReport report = manager("cm");
  report.families = {read_family()};
  report.schedules = SchedulesReport{.schedules = {weekly()}};
  const std::string page = page_text(
      [&](PageWriter& out) { write_discovery({std::make_shared<ManagerReport>(report)}, out); });
  std::vector<std::string> names;
  std::istringstream lines(page);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("# TYPE ")) names.push_back(line.substr(7, line.rfind(' ') - 7));
  }
  CHECK(names == std::vector<std::string>{
                     "cckm_discovery_success", "cckm_discovery_offered", "cckm_discovery_complete",
                     "cckm_discovery_runs", "cckm_discovery_requests",
                     "cckm_discovery_containers_dropped", "cckm_key_container_info",
                     "cckm_schedules_success", "cckm_schedules_offered", "cckm_schedule_info",
                     "cckm_schedule_enabled", "cckm_schedule_invalid",
                     "cckm_schedule_interval_seconds", "cckm_schedule_last_due_timestamp_seconds",
                     "cckm_schedule_next_due_timestamp_seconds", "cckm_schedule_target_info"});
}

}  // namespace
}  // namespace cckm::test
