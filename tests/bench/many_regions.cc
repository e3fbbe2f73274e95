// SPDX-License-Identifier: Apache-2.0
// Makes the reports of a manager and renders them.
#include "tests/bench/many_regions.h"

#include <memory>
#include <utility>

#include "exporter/metrics/page.h"

namespace cckm::test {
namespace {

constexpr std::int64_t kHour = 3600;
constexpr std::size_t kRegionsOfAccount = 25;
constexpr std::size_t kJobsOfSchedule = 20;

enum class Health { kGood, kFailed, kStale, kRunning };

Health health_of(std::size_t job) {
  if (job == 1) return Health::kRunning;
  if (job % 10 == 0) return Health::kFailed;
  return job % 10 == 5 ? Health::kStale : Health::kGood;
}

Timestamp before(Timestamp now, std::int64_t seconds) {
  return {now.seconds - seconds, 0};
}

std::string padded(std::size_t value, std::size_t digits) {
  std::string text = std::to_string(value);
  if (text.size() < digits) text.insert(0, digits - text.size(), '0');
  return text;
}

RegionOutcome outcome_of(std::size_t job, std::size_t region) {
  const std::size_t account = job * kRegionsOfJob / kRegionsOfAccount + region / kRegionsOfAccount;
  RegionOutcome outcome{padded(account, 12), "region-" + padded(region % kRegionsOfAccount, 2), "",
                        RegionStatus::kSucceeded};
  if (region % 10 != 0) return outcome;
  if (health_of(job) == Health::kFailed) {
    outcome.status = RegionStatus::kFailed;
    outcome.error = RegionError::kAccessDenied;
  }
  if (health_of(job) == Health::kRunning) outcome.status = RegionStatus::kInProgress;
  return outcome;
}

SyncJob run_of(std::size_t job, Timestamp now) {
  SyncJob run;
  run.id = "afef70ff-311e-46c1-8ead-" + padded(job, 12);
  run.containers = {"kms-" + padded(job, 3)};
  const bool is_running = health_of(job) == Health::kRunning;
  run.status = is_running ? JobStatus::kInProgress : JobStatus::kCompleted;
  run.created = before(now, 1200);
  run.updated = before(now, 600);
  if (!is_running) run.completed = before(now, 600);
  for (std::size_t i = 0; i < kRegionsOfJob; ++i) run.regions.push_back(outcome_of(job, i));
  return run;
}

std::int64_t success_age(Health health, const RegionOutcome& outcome, std::size_t region) {
  if (health == Health::kStale && region % 10 == 0) return 240 * kHour;
  return outcome.status == RegionStatus::kSucceeded ? 600 : 600 + kHour;
}

History history_of(std::size_t job, const SyncJob& run, Timestamp now) {
  const Health health = health_of(job);
  History history;
  const bool is_success = succeeded(run).value_or(false);
  history.last_success = before(now, is_success ? 600 : 600 + kHour);
  for (std::size_t i = 0; i < kRegionsOfJob; ++i) {
    const RegionOutcome& region = run.regions[i];
    history.region_successes.push_back(
        {region.account, region.region, "", before(now, success_age(health, region, i))});
  }
  history.last_start = run.created;
  history.running = finished(run) ? 0 : 1;
  if (!finished(run)) history.oldest_running = run.created;
  history.ended = RunCounts{0, 40, 2, 0, 0};
  history.observed_interval_seconds = kHour;
  history.expected_interval_seconds = kHour;
  history.last_due = run.created;
  return history;
}

ScheduleReport schedule_of(std::size_t number, Timestamp now) {
  ScheduleReport report;
  report.schedule.name = "hourly-" + padded(number, 2);
  report.schedule.cron_text = "0 * * * *";
  report.schedule.cron = Cron::parse(report.schedule.cron_text);
  report.schedule.targets.push_back({find_endpoint("aws", "keys"), false, {}});
  report.enabled = true;
  report.last_due = before(now, 1200);
  report.next_due = before(now, 1200 - kHour);
  report.interval = std::chrono::hours(1);
  return report;
}

ManagerReport report_of(const std::string& manager, Timestamp now) {
  ManagerReport report{manager, true, 1.5, 9.5, {}};
  report.schedules.emplace();
  const Endpoint& endpoint = *find_endpoint("aws", "keys");
  for (std::size_t i = 0; i < kJobsOfPage; ++i) {
    SyncJob run = run_of(i, now);
    const std::string name = "aws:" + run.containers[0];
    History history = history_of(i, run, now);
    report.jobs.push_back({name, endpoint, std::make_shared<const SyncJob>(std::move(run)), 0.25,
                           std::make_shared<const History>(std::move(history))});
    auto& schedules = report.schedules->schedules;
    if (i % kJobsOfSchedule == 0) schedules.push_back(schedule_of(i / kJobsOfSchedule, now));
    schedules.back().sync_jobs.push_back(name);
  }
  FamilyReport family;
  family.endpoint = &endpoint;
  family.complete = true;
  family.runs = 10000;
  family.fetch_seconds = 1;
  report.families.push_back(std::move(family));
  return report;
}

}  // namespace

std::string page_of_many_regions(const std::string& manager, Timestamp now) {
  ExporterMetrics exporter({"1.0.0", "0000000", "GNU"}, [] { return 0; }, {});
  RegionLimits limits;
  limits.per_job = kRegionsOfJob;
  limits.per_page = kRegionsOfPage;
  std::string text;
  render_page({std::make_shared<ManagerReport>(report_of(manager, now))}, limits, exporter,
              append_to(text));
  return text;
}

}  // namespace cckm::test
