// SPDX-License-Identifier: Apache-2.0
// What of a report has log lines of its own.
#include "exporter/status/subjects.h"

#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

const Endpoint& kKeys = *find_endpoint("azure", "keys");
const Endpoint& kSecrets = *find_endpoint("azure", "secrets");
const Failure kFailure{Reason::kHttp5xx, "details", 503};

JobReport job(const std::string& name, RunResult run, const Endpoint& endpoint, bool discovered) {
  JobReport job{name, endpoint, std::move(run), 0.25};
  if (discovered) job.history = std::make_shared<const History>();
  return job;
}

JobReport read_subject(const std::string& name, bool discovered = false) {
  return job(name, std::make_shared<const SyncJob>(), kKeys, discovered);
}

// Each subject as `noun kind=name`, with the reason of its failure.
std::vector<std::string> lines_of(const std::vector<ReportSubject>& subjects) {
  std::vector<std::string> lines;
  for (const ReportSubject& subject : subjects) {
    std::string line =
        std::string(noun_of(subject)) + " " + std::string(subject.kind) + "=" + subject.name;
    if (subject.failure) line += " " + std::string(reason_name(subject.failure->reason));
    lines.push_back(std::move(line));
  }
  return lines;
}

using Lines = std::vector<std::string>;

TEST_CASE("jobs, families and schedules are subjects, in this order") {
  ManagerReport report;
  report.jobs.push_back(read_subject("configured"));
  report.jobs.push_back(job("azure:vault", kFailure, kKeys, true));
  report.families = {{.endpoint = &kKeys, .fetch_seconds = 1.5},
                     {.endpoint = &kSecrets, .failure = Failure{Reason::kTimeout, ""}}};
  report.schedules = SchedulesReport{.failure = Failure{Reason::kForbidden, ""}};
  CHECK(lines_of(report_subjects(report)) ==
        Lines{"job sync_job=configured", "job sync_job=azure:vault http_5xx",
              "family of jobs family=azure/keys", "family of jobs family=azure/secrets timeout",
              "list of schedules schedules=all forbidden"});
  const auto subjects = report_subjects(report);
  CHECK(subjects[0].seconds == 0.25);
  CHECK(*subjects[1].failure == kFailure);
  CHECK(subjects[2].seconds == 1.5);
  CHECK_FALSE(subjects[3].seconds);
}

TEST_CASE("a family that could not be read stands for its discovered jobs, and for no other job") {
  ManagerReport report;
  report.jobs.push_back(job("configured", kFailure, kKeys, false));
  report.jobs.push_back(job("azure:vault", kFailure, kKeys, true));
  report.jobs.push_back(job("azure/secrets:vault", kFailure, kSecrets, true));
  report.families = {{.endpoint = &kKeys, .failure = kFailure}, {.endpoint = &kSecrets}};
  CHECK(lines_of(report_subjects(report)) ==
        Lines{"job sync_job=configured http_5xx", "job sync_job=azure/secrets:vault http_5xx",
              "family of jobs family=azure/keys http_5xx", "family of jobs family=azure/secrets"});
}

TEST_CASE("a family stands for its jobs that are incomplete") {
  const Failure incomplete{Reason::kIncomplete, "details"};
  ManagerReport report;
  report.jobs.push_back(job("azure:one", incomplete, kKeys, true));
  report.jobs.push_back(job("azure:two", incomplete, kKeys, true));
  report.jobs.push_back(read_subject("azure:three", true));
  report.families = {{.endpoint = &kSecrets}, {.endpoint = &kKeys}};
  CHECK(lines_of(report_subjects(report)) == Lines{"job sync_job=azure:three",
                                                   "family of jobs family=azure/secrets",
                                                   "family of jobs family=azure/keys incomplete"});
}

TEST_CASE("families and schedules that CM does not offer are subjects of their own") {
  ManagerReport report;
  report.jobs.push_back(read_subject("configured"));
  report.families = {{.endpoint = &kKeys, .offered = false}, {.endpoint = &kSecrets}};
  report.schedules = SchedulesReport{.offered = false};
  CHECK(lines_of(report_subjects(report)) ==
        Lines{"job sync_job=configured", "family of jobs family=azure/secrets"});
  CHECK(lines_of(unoffered_subjects(report)) ==
        Lines{"family of jobs family=azure/keys", "list of schedules schedules=all"});
  report.schedules.reset();
  CHECK(lines_of(unoffered_subjects(report)) == Lines{"family of jobs family=azure/keys"});
}

}  // namespace
}  // namespace cckm::test
