// SPDX-License-Identifier: Apache-2.0
// The lines of failures, recoveries and anomalies, and their rate.
#include "exporter/scrape_log.h"

#include <algorithm>
#include <latch>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "exporter/log/log.h"
#include "tests/support/captured_stderr.h"
#include "tests/support/catch.h"
#include "tests/unit/program/start_time.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

// The reading of one job.
struct JobRead {
  Result<SyncJob> job;
  bool answered = false;
  std::vector<Anomaly> anomalies = {};
};

JobRead good(std::vector<Anomaly> anomalies = {}) {
  SyncJob job;
  job.anomalies = std::move(anomalies);
  return {.job = std::move(job), .answered = true};
}
JobRead bad(Reason reason, int status = 0) {
  return {.job = Failure{reason, "details", status}, .answered = true};
}
JobRead down(Reason reason) {
  return {.job = Failure{reason, "refused"}};
}

ManagerReport report(std::vector<JobRead> readings, const std::string& manager = "cm") {
  ManagerReport made{.manager = manager, .seconds = 2};
  for (std::size_t i = 0; i < readings.size(); ++i) {
    auto& [job, answered, anomalies] = readings[i];
    made.up = made.up || answered;
    made.anomalies.insert(made.anomalies.end(), anomalies.begin(), anomalies.end());
    JobReport& added = made.jobs.emplace_back(
        JobReport{"job" + std::to_string(i), *find_endpoint("aws", "keys"), Failure{}, 0.25});
    if (job) {
      added.run = std::make_shared<const SyncJob>(std::move(job.value()));
    } else {
      added.run = job.failure();
    }
  }
  return made;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("at level debug each collection is logged") {
  log::configure(log::Level::kDebug, log::Format::kLogfmt);
  ScrapeLog scrape_log;
  CapturedStderr captured;
  scrape_log.note(report({good(), good()}), kStart);
  CHECK(
      captured.lines() ==
      Lines{
          R"(level=debug msg="collection finished" manager=cm jobs=2 read=2 duration_seconds=2.000000)"});
  log::configure(log::Level::kInfo, log::Format::kLogfmt);
}

TEST_CASE("a failing job is logged once, and its recovery") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  scrape_log.note(report({good(), bad(Reason::kHttp5xx, 503)}), kStart);
  scrape_log.note(report({good(), bad(Reason::kHttp5xx, 503)}), kStart + 1min);
  scrape_log.note(report({good(), bad(Reason::kNotFound)}), kStart + 2min);
  scrape_log.note(report({good(), good()}), kStart + 3min);
  scrape_log.note(report({good(), good()}), kStart + 4min);
  CHECK(
      captured.lines() ==
      Lines{
          R"(level=warn msg="job cannot be read" manager=cm sync_job=job1 reason=http_5xx status=503 duration_seconds=0.250000 detail=details)",
          R"(level=warn msg="job cannot be read" manager=cm sync_job=job1 reason=not_found duration_seconds=0.250000 detail=details)",
          R"(level=info msg="job can be read again" manager=cm sync_job=job1 reason=not_found duration_seconds=0.250000)"});
}

TEST_CASE("a failing family is logged once, without its discovered jobs, and its recovery") {
  const auto family_report = [](const std::optional<Failure>& failure) {
    auto made = report({good(), failure ? bad(failure->reason, failure->status) : good()});
    made.jobs[1].history = std::make_shared<const History>();
    made.families = {{.endpoint = &made.jobs[1].endpoint, .failure = failure}};
    if (!failure) made.families[0].fetch_seconds = 0.5;
    return made;
  };
  const Failure failure{Reason::kBadSchema, "resources[3].createdAt: missing", 0};
  ScrapeLog scrape_log;
  CapturedStderr captured;
  scrape_log.note(family_report(failure), kStart);
  scrape_log.note(family_report(failure), kStart + 1min);
  scrape_log.note(family_report({}), kStart + 2min);
  CHECK(
      captured.lines() ==
      Lines{
          R"(level=warn msg="family of jobs cannot be read" manager=cm family=aws/keys reason=bad_schema duration_seconds=2.000000 detail="resources[3].createdAt: missing")",
          R"(level=info msg="family of jobs can be read again" manager=cm family=aws/keys reason=bad_schema duration_seconds=0.500000)"});
}

TEST_CASE("a failing list of schedules is logged once, and its recovery") {
  const auto schedules_report = [](const std::optional<Failure>& failure) {
    auto made = report({good()});
    made.schedules = SchedulesReport{.failure = failure};
    return made;
  };
  ScrapeLog scrape_log;
  CapturedStderr captured;
  scrape_log.note(schedules_report({{Reason::kForbidden, "details", 403}}), kStart);
  scrape_log.note(schedules_report({{Reason::kForbidden, "details", 403}}), kStart + 1min);
  scrape_log.note(schedules_report({}), kStart + 2min);
  CHECK(
      captured.lines() ==
      Lines{
          R"(level=warn msg="list of schedules cannot be read" manager=cm schedules=all reason=forbidden status=403 duration_seconds=2.000000 detail=details)",
          R"(level=info msg="list of schedules can be read again" manager=cm schedules=all reason=forbidden duration_seconds=2.000000)"});
}

TEST_CASE("a family and schedules that the manager does not offer are logged once") {
  const auto unoffered = [](bool keys, bool schedules) {
    auto made = report({good()});
    made.families = {{.endpoint = find_endpoint("aws", "keys"), .offered = !keys},
                     {.endpoint = find_endpoint("oci", "keys")}};
    made.schedules = SchedulesReport{.offered = !schedules};
    return made;
  };
  ScrapeLog scrape_log;
  CapturedStderr captured;
  for (int minute = 0; minute < 200; ++minute) {
    scrape_log.note(unoffered(true, minute >= 100), kStart + std::chrono::minutes(minute));
  }
  scrape_log.note(unoffered(false, false), kStart + 200min);
  CHECK(captured.lines() ==
        Lines{R"(level=info msg="family of jobs is not offered" manager=cm family=aws/keys)",
              R"(level=info msg="list of schedules is not offered" manager=cm schedules=all)"});
}

TEST_CASE("a name that is taken is logged once, with the name") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  auto taken = report({good()});
  taken.anomalies = {{AnomalyKind::kNameTaken, "aws:kms"}};
  scrape_log.note(taken, kStart);
  scrape_log.note(taken, kStart + 1min);
  CHECK(
      captured.lines() ==
      Lines{
          R"(level=warn msg="a configured job has the name of a discovered one, which is left out" manager=cm sync_job=aws:kms)"});
}

TEST_CASE("the duration of a fetch that did not end is that of the collection") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  auto late = report({good(), bad(Reason::kTimeout)});
  late.jobs[1].fetch_seconds.reset();
  scrape_log.note(late, kStart);
  CHECK_THAT(captured.lines().at(0), ContainsSubstring(" duration_seconds=2.000000 "));
}

TEST_CASE("a failure that persists is logged again every five minutes") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  for (int minute = 0; minute <= 10; ++minute) {
    scrape_log.note(report({good(), bad(Reason::kHttp5xx)}), kStart + std::chrono::minutes(minute));
  }
  CHECK(captured.lines().size() == 3);
}

TEST_CASE("jobs that fail for different reasons have a line each") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  scrape_log.note(report({down(Reason::kDns), down(Reason::kTimeout)}), kStart);
  CHECK(captured.lines().size() == 2);
}

TEST_CASE("a job that alternates between states is logged no more often") {
  // The readings of the job, in turn.
  const auto turns = GENERATE(std::vector<JobRead>{bad(Reason::kHttp5xx), bad(Reason::kTimeout)},
                              std::vector<JobRead>{bad(Reason::kHttp5xx), good()});
  ScrapeLog scrape_log;
  CapturedStderr captured;
  // Ten minutes, with a scrape every 15 s.
  for (int scrape = 0; scrape < 40; ++scrape) {
    scrape_log.note(report({good(), turns[static_cast<std::size_t>(scrape) % 2]}),
                    kStart + scrape * 15s);
  }
  CHECK(captured.lines().size() == 4);
}

TEST_CASE("a manager that is down is logged in one line, not one for each job") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  scrape_log.note(report({down(Reason::kAuth), down(Reason::kAuth)}), kStart);
  scrape_log.note(report({down(Reason::kLoginBackoff), down(Reason::kLoginBackoff)}),
                  kStart + 1min);
  scrape_log.note(report({good(), good()}), kStart + 2min);
  CHECK(
      captured.lines() ==
      Lines{
          R"(level=error msg="no job of the manager can be read" manager=cm jobs=2 reason=auth duration_seconds=2.000000 detail=refused)",
          R"(level=warn msg="no job of the manager can be read" manager=cm jobs=2 reason=login_backoff duration_seconds=2.000000 detail=refused)",
          R"(level=info msg="jobs of the manager can be read again" manager=cm reason=login_backoff duration_seconds=2.000000)"});
}

TEST_CASE("jobs that all fail for one reason are logged in one line, also if CM itself responded") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  scrape_log.note(report({bad(Reason::kNotFound, 404), bad(Reason::kNotFound, 404)}), kStart);
  scrape_log.note(report({good(), bad(Reason::kNotFound, 404)}), kStart + 1min);
  CHECK(
      captured.lines() ==
      Lines{
          R"(level=warn msg="no job of the manager can be read" manager=cm jobs=2 reason=not_found status=404 duration_seconds=2.000000 detail=details)",
          R"(level=info msg="jobs of the manager can be read again" manager=cm reason=not_found duration_seconds=2.000000)",
          R"(level=warn msg="job cannot be read" manager=cm sync_job=job1 reason=not_found status=404 duration_seconds=0.250000 detail=details)"});
}

TEST_CASE("the line of a manager names the job of its status and detail if others differ") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  const JobRead other{.job = GENERATE(Failure{Reason::kHttp5xx, "details", 502},
                                      Failure{Reason::kHttp5xx, "other details", 500})};
  scrape_log.note(report({bad(Reason::kHttp5xx, 500), bad(Reason::kHttp5xx, 500), other}), kStart);
  CHECK(
      captured.lines() ==
      Lines{
          R"(level=warn msg="no job of the manager can be read" manager=cm jobs=3 example=job0 reason=http_5xx status=500 duration_seconds=2.000000 detail=details)"});
}

TEST_CASE("a manager whose jobs begin to fail for different reasons has not recovered") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  scrape_log.note(report({down(Reason::kTimeout), down(Reason::kTimeout)}), kStart);
  scrape_log.note(report({down(Reason::kTimeout), down(Reason::kConnect)}), kStart + 1min);
  const auto lines = captured.lines();
  CHECK(lines.size() == 3);
  for (const auto& line : lines) CHECK_THAT(line, !ContainsSubstring("again"));
}

TEST_CASE("a manager with one job has the line of that job only") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  scrape_log.note(report({down(Reason::kConnect)}), kStart);
  REQUIRE(captured.lines().size() == 1);
  CHECK_THAT(captured.lines()[0], ContainsSubstring("\"job cannot be read\""));
}

TEST_CASE("an anomaly is logged once, and again after an hour without it") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  const auto odd = report({good({{AnomalyKind::kNoCompletion}})});
  scrape_log.note(odd, kStart);
  scrape_log.note(odd, kStart + 50min);
  scrape_log.note(report({good()}), kStart + 51min);
  scrape_log.note(odd, kStart + 100min);
  scrape_log.note(odd, kStart + 161min);
  const std::string line =
      R"(level=warn msg="job is completed but has no completed_at" manager=cm sync_job=job0)";
  CHECK(captured.lines() == Lines{line, line});
}

TEST_CASE("anomalies are logged for each job, those of a text or a manager once for all jobs") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  const std::vector<Anomaly> anomalies = {{AnomalyKind::kEndsBeforeItBegins},
                                          {AnomalyKind::kUnknownStatus, "resting \"well\""}};
  JobRead first = good(anomalies);
  first.anomalies = {{AnomalyKind::kClockDiffers}};
  JobRead second = first;
  second.job.value().anomalies.push_back({AnomalyKind::kUnknownStatus, "dreaming"});
  scrape_log.note(report({first, second}), kStart);
  scrape_log.note(report({first, second}), kStart + 1min);
  const std::string differs =
      R"(level=warn msg="the clocks of the manager and of this machine differ by more than 60 s" manager=cm)";
  const std::string before =
      R"(level=warn msg="completed_at is before createdAt" manager=cm sync_job=)";
  const std::string unknown =
      R"(level=warn msg="overall_status has an unknown value" manager=cm sync_job=)";
  CHECK(captured.lines() == Lines{differs, before + "job0",
                                  unknown + R"(job0 text="resting \"well\"")", before + "job1",
                                  unknown + "job1 text=dreaming"});
}

TEST_CASE("an anomaly of a manager is logged even if the job could not be read") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  JobRead reading = bad(Reason::kBadSchema, 200);
  reading.anomalies = {{AnomalyKind::kTokenLifeUnusable}};
  SECTION("beside another job") {
    scrape_log.note(report({good(), reading}), kStart);
  }
  SECTION("like every other job") {
    scrape_log.note(report({reading, reading}), kStart);
  }
  CHECK(captured.lines().size() == 2);
}

TEST_CASE("the number of anomalies of a manager is limited") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  for (int i = 0; i < 3000; ++i) {
    scrape_log.note(report({good({{AnomalyKind::kUnknownStatus, std::to_string(i)}})}), kStart);
  }
  CHECK(captured.lines().size() == ScrapeLog::kMaxAnomalies);
}

TEST_CASE("failed regions are logged once, and again after an hour without a failure") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  JobRead failed = good();
  failed.job.value().regions = {{"", "eu", "", RegionStatus::kFailed, RegionError::kTimeout}};
  failed.job.value().failures = {{0, "i/o timeout"}};
  scrape_log.note(report({failed, good()}), kStart);
  scrape_log.note(report({failed, bad(Reason::kTimeout)}), kStart + 59min);
  scrape_log.note(report({bad(Reason::kTimeout), good()}), kStart + 60min);
  scrape_log.note(report({failed, good()}), kStart + 119min);
  const std::string line =
      R"(level=info msg="region failed" manager=cm sync_job=job0 region=eu reason=timeout text="i/o timeout")";
  const auto lines = captured.lines();
  CHECK(std::ranges::count(lines, line) == 2);
}

TEST_CASE("regions without series of their own are logged once") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  const RegionLoss loss{.manager = "cm", .sync_job = "a", .dropped = 7, .merged = 0};
  const RegionLoss both{.manager = "cm", .sync_job = "a", .dropped = 8, .merged = 2};
  for (const auto& each : {loss, loss, both, both}) scrape_log.note(each, kStart);
  CHECK(
      captured.lines() ==
      Lines{
          R"(level=warn msg="entries of detailed_status are over the limit and have no series" manager=cm sync_job=a entries=7)",
          R"(level=warn msg="entries of detailed_status have the same labels and share a series" manager=cm sync_job=a entries=2)"});
}

TEST_CASE("managers and jobs that are no longer reported are forgotten") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  SECTION("a manager") {
    scrape_log.note(report({down(Reason::kDns), down(Reason::kDns)}), kStart);
    scrape_log.note(report({good()}, "other"), kStart + ScrapeLog::kForget);
  }
  SECTION("a job") {
    scrape_log.note(report({good(), bad(Reason::kHttp5xx)}), kStart);
    scrape_log.note(report({good()}), kStart + ScrapeLog::kForget);
  }
  // No recovery of a job that was forgotten.
  scrape_log.note(report({good(), good()}), kStart + ScrapeLog::kForget + 1min);
  CHECK(captured.lines().size() == 1);
}

TEST_CASE("a step of the wall clock is logged, its normal course is not") {
  using Wall = std::chrono::system_clock::time_point;
  const Wall wall{1'700'000'000s};
  const BootClock::time_point boot{1000s};
  ScrapeLog scrape_log;
  CapturedStderr captured;
  scrape_log.note_clocks(boot, wall);
  scrape_log.note_clocks(boot + 24h, wall + 24h);
  scrape_log.note_clocks(boot + 25h, wall + 25h + 59s);
  scrape_log.note_clocks(boot + 26h, wall + 2h);
  scrape_log.note_clocks(boot + 27h, wall + 3h);
  scrape_log.note_clocks(boot + 28h, wall + 28h);
  CHECK(captured.lines() == Lines{R"(level=info msg="wall clock has been set" by_seconds=-86459)",
                                  R"(level=info msg="wall clock has been set" by_seconds=86400)"});
}

TEST_CASE("reports of other managers do not change the state of one") {
  ScrapeLog scrape_log;
  CapturedStderr captured;
  scrape_log.note(report({good(), bad(Reason::kHttp5xx)}, "a"), kStart);
  scrape_log.note(report({good(), good()}, "b"), kStart + 1min);
  scrape_log.note(report({good(), bad(Reason::kHttp5xx)}, "a"), kStart + 2min);
  CHECK(captured.lines().size() == 1);
}

TEST_CASE("concurrent reports of one failure are logged once") {
  constexpr int kThreads = 4;
  for (int round = 0; round < 100; ++round) {
    ScrapeLog scrape_log;
    CapturedStderr captured;
    std::latch start(kThreads);
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        start.arrive_and_wait();
        scrape_log.note(report({good(), bad(Reason::kHttp5xx)}), kStart);
      });
    }
    for (auto& thread : threads) thread.join();
    CHECK(captured.lines().size() == 1);
  }
}
