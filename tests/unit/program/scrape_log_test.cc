// SPDX-License-Identifier: Apache-2.0
// Lines where something changed, and none where nothing did.
#include "exporter/scrape_log.h"

#include <string>
#include <utility>
#include <vector>

#include "exporter/log/log.h"
#include "tests/support/captured_stderr.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

const ScrapeLog::Time kStart{};

Reading good(std::vector<Anomaly> anomalies = {}) {
  SyncJob job;
  job.anomalies = std::move(anomalies);
  return {.job = std::move(job), .answered = true};
}
Reading bad(Reason reason, int status = 0) {
  return {.job = Failure{reason, "said so", status}, .answered = true};
}
Reading down(Reason reason) {
  return {.job = Failure{reason, "refused"}};
}

ManagerReport report(std::vector<Reading> readings, const std::string& manager = "cm") {
  ManagerReport made{.manager = manager, .seconds = 2};
  for (std::size_t i = 0; i < readings.size(); ++i) {
    made.up = made.up || readings[i].answered;
    made.jobs.push_back({.sync_job = "job" + std::to_string(i),
                         .endpoint = *find_endpoint("aws", "keys"),
                         .reading = std::move(readings[i]),
                         .fetch_seconds = 0.25});
  }
  return made;
}

using Lines = std::vector<std::string>;

}  // namespace

TEST_CASE("at level debug, each collection is told of") {
  cckm::log::configure(cckm::log::Level::kDebug, cckm::log::Format::kLogfmt);
  ScrapeLog change_log;
  CapturedStderr captured;
  change_log.note(report({good(), good()}), kStart);
  CHECK(
      captured.lines() ==
      Lines{
          R"(level=debug msg="collection over" manager=cm jobs=2 read=2 duration_seconds=2.000000)"});
  cckm::log::configure(cckm::log::Level::kInfo, cckm::log::Format::kLogfmt);
}

TEST_CASE("a failing job is told once, and again when it is well") {
  ScrapeLog change_log;
  CapturedStderr captured;
  change_log.note(report({good(), bad(Reason::kHttp5xx, 503)}), kStart);
  change_log.note(report({good(), bad(Reason::kHttp5xx, 503)}), kStart + 1min);
  change_log.note(report({good(), bad(Reason::kNotFound)}), kStart + 2min);
  change_log.note(report({good(), good()}), kStart + 3min);
  change_log.note(report({good(), good()}), kStart + 4min);
  CHECK(
      captured.lines() ==
      Lines{
          R"(level=warn msg="job cannot be read" manager=cm sync_job=job1 reason=http_5xx status=503 duration_seconds=0.250000 detail="said so")",
          R"(level=warn msg="job cannot be read" manager=cm sync_job=job1 reason=not_found duration_seconds=0.250000 detail="said so")",
          R"(level=info msg="job is read again" manager=cm sync_job=job1 reason=not_found duration_seconds=0.250000)"});
}

TEST_CASE("a job that was not read to an end says how long that was waited for") {
  ScrapeLog change_log;
  CapturedStderr captured;
  auto late = report({good(), bad(Reason::kTimeout)});
  late.jobs[1].fetch_seconds.reset();
  change_log.note(late, kStart);
  CHECK_THAT(captured.lines().at(0), ContainsSubstring(" duration_seconds=2.000000 "));
}

TEST_CASE("what goes on failing is recalled every five minutes") {
  ScrapeLog change_log;
  CapturedStderr captured;
  for (int minute = 0; minute <= 10; ++minute) {
    change_log.note(report({good(), bad(Reason::kHttp5xx)}), kStart + std::chrono::minutes(minute));
  }
  CHECK(captured.lines().size() == 3);
}

TEST_CASE("a job that cannot make up its mind is told no more often") {
  // What it does in turn, a scrape each.
  const auto turns = GENERATE(std::vector<Reading>{bad(Reason::kHttp5xx), bad(Reason::kTimeout)},
                              std::vector<Reading>{bad(Reason::kHttp5xx), good()});
  ScrapeLog change_log;
  CapturedStderr captured;
  // Ten minutes, with a scrape every 15 s.
  for (int scrape = 0; scrape < 40; ++scrape) {
    change_log.note(report({good(), turns[static_cast<std::size_t>(scrape) % 2]}),
                    kStart + scrape * 15s);
  }
  CHECK(captured.lines().size() == 4);
}

TEST_CASE("a manager that is down is one line, not one for each job") {
  ScrapeLog change_log;
  CapturedStderr captured;
  change_log.note(report({down(Reason::kAuth), down(Reason::kAuth)}), kStart);
  change_log.note(report({down(Reason::kLoginBackoff), down(Reason::kLoginBackoff)}),
                  kStart + 1min);
  change_log.note(report({good(), good()}), kStart + 2min);
  CHECK(
      captured.lines() ==
      Lines{
          R"(level=error msg="manager cannot be read" manager=cm jobs=2 reason=auth duration_seconds=2.000000 detail=refused)",
          R"(level=warn msg="manager cannot be read" manager=cm jobs=2 reason=login_backoff duration_seconds=2.000000 detail=refused)",
          R"(level=info msg="manager is read again" manager=cm reason=login_backoff duration_seconds=2.000000)"});
}

TEST_CASE("an anomaly is made once, and again when it was away for long") {
  ScrapeLog change_log;
  CapturedStderr captured;
  const auto odd = report({good({{AnomalyKind::kNoCompletion}})});
  change_log.note(odd, kStart);
  change_log.note(odd, kStart + 50min);
  change_log.note(report({good()}), kStart + 51min);
  change_log.note(odd, kStart + 100min);
  change_log.note(odd, kStart + 161min);
  const std::string line =
      R"(level=warn msg="job is completed but has no completed_at" manager=cm sync_job=job0)";
  CHECK(captured.lines() == Lines{line, line});
}

TEST_CASE("each job has its own anomalies, a text and a manager have one for all jobs") {
  ScrapeLog change_log;
  CapturedStderr captured;
  const std::vector<Anomaly> anomalies = {{AnomalyKind::kEndsBeforeItBegins},
                                          {AnomalyKind::kUnknownStatus, "resting \"well\""}};
  Reading first = good(anomalies);
  first.anomalies = {{AnomalyKind::kClockDiffers}};
  Reading second = first;
  second.job.value().anomalies.push_back({AnomalyKind::kUnknownStatus, "dreaming"});
  change_log.note(report({first, second}), kStart);
  change_log.note(report({first, second}), kStart + 1min);
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

TEST_CASE("an anomaly of a manager is made even where the job could not be read") {
  ScrapeLog change_log;
  CapturedStderr captured;
  Reading reading = bad(Reason::kBadSchema, 200);
  reading.anomalies = {{AnomalyKind::kTokenLifeUnusable}};
  change_log.note(report({good(), reading}), kStart);
  CHECK(captured.lines().size() == 2);
}

TEST_CASE("anomalies without end come to one") {
  ScrapeLog change_log;
  CapturedStderr captured;
  for (int i = 0; i < 3000; ++i) {
    change_log.note(report({good({{AnomalyKind::kUnknownStatus, std::to_string(i)}})}), kStart);
  }
  CHECK(captured.lines().size() == ScrapeLog::kMostRemarks);
}

TEST_CASE("regions without series of their own are remarked once") {
  ScrapeLog change_log;
  CapturedStderr captured;
  const RegionLoss loss{.manager = "cm", .sync_job = "a", .dropped = 7, .merged = 0};
  const RegionLoss both{.manager = "cm", .sync_job = "a", .dropped = 8, .merged = 2};
  for (const auto& each : {loss, loss, both, both}) change_log.note(each, kStart);
  CHECK(
      captured.lines() ==
      Lines{
          R"(level=warn msg="entries of detailed_status are over the limit and have no series" manager=cm sync_job=a entries=7)",
          R"(level=warn msg="entries of detailed_status have the same labels and share a series" manager=cm sync_job=a entries=2)"});
}

TEST_CASE("managers and jobs that are there no more are forgotten") {
  ScrapeLog change_log;
  CapturedStderr captured;
  SECTION("a manager") {
    change_log.note(report({down(Reason::kDns), down(Reason::kDns)}), kStart);
    change_log.note(report({good()}, "other"), kStart + ScrapeLog::kForget);
  }
  SECTION("a job") {
    change_log.note(report({good(), bad(Reason::kHttp5xx)}), kStart);
    change_log.note(report({good()}), kStart + ScrapeLog::kForget);
  }
  // Not "read again": who was it?
  change_log.note(report({good(), good()}), kStart + ScrapeLog::kForget + 1min);
  CHECK(captured.lines().size() == 1);
}

TEST_CASE("a wall clock that is set is told of, one that runs is not") {
  using Wall = std::chrono::system_clock::time_point;
  const Wall wall{1'700'000'000s};
  const BootClock::time_point boot{1000s};
  ScrapeLog change_log;
  CapturedStderr captured;
  change_log.note_clocks(boot, wall);
  change_log.note_clocks(boot + 24h, wall + 24h);
  change_log.note_clocks(boot + 25h, wall + 25h + 59s);
  change_log.note_clocks(boot + 26h, wall + 2h);
  change_log.note_clocks(boot + 27h, wall + 3h);
  change_log.note_clocks(boot + 28h, wall + 28h);
  CHECK(captured.lines() == Lines{R"(level=info msg="wall clock has been set" by_seconds=-86459)",
                                  R"(level=info msg="wall clock has been set" by_seconds=86400)"});
}
