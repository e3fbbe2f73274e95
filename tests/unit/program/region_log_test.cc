// SPDX-License-Identifier: Apache-2.0
// The lines of failed regions: their fields, when they appear, and how many there are.
#include "exporter/region_log.h"

#include <string>
#include <utility>
#include <vector>

#include "tests/support/captured_stderr.h"
#include "tests/support/catch.h"
#include "tests/unit/program/start_time.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

struct Failed {
  RegionOutcome region;
  std::string text;
};

RegionOutcome region(const std::string& name, RegionError error = RegionError::kThrottled) {
  return {"", name, "", RegionStatus::kFailed, error};
}

JobReport job(const std::vector<Failed>& failed, JobStatus status = JobStatus::kFailed,
              const std::string& name = "nightly") {
  SyncJob run;
  run.status = status;
  run.regions.push_back({"", "good", "", RegionStatus::kSucceeded});
  for (const auto& [outcome, text] : failed) {
    if (run.failures.size() < SyncJob::kMaxFailures) {
      run.failures.push_back({run.regions.size(), text});
    }
    run.regions.push_back(outcome);
  }
  return {name, *find_endpoint("aws", "keys"), std::make_shared<const SyncJob>(std::move(run)),
          0.25};
}

using Lines = std::vector<std::string>;

// Returns the lines for these reports of one job, a minute apart.
Lines lines_of(const std::vector<JobReport>& reports) {
  RegionLog region_log;
  CapturedStderr captured;
  auto now = kStart;
  for (const JobReport& report : reports) {
    region_log.note("cm", report, now);
    region_log.expire(now);
    now += 1min;
  }
  return captured.lines();
}

}  // namespace

TEST_CASE("a failed region is logged with its labels, its class and the manager's text") {
  CHECK(
      lines_of({job({{{"123", "eu", "ring", RegionStatus::kFailed, RegionError::kAccessDenied},
                      "AccessDenied: \"no\""},
                     {region("west"), "Rate exceeded"},
                     {{"", "", "vault", RegionStatus::kFailed, RegionError::kUnfinished}, ""}})}) ==
      Lines{
          R"(level=info msg="region failed" manager=cm sync_job=nightly account=123 region=eu key_container=ring reason=access_denied text="AccessDenied: \"no\"")",
          R"(level=info msg="region failed" manager=cm sync_job=nightly region=west reason=throttled text="Rate exceeded")",
          R"(level=info msg="region failed" manager=cm sync_job=nightly key_container=vault reason=unfinished text="")"});
}

TEST_CASE("a region that the run does not mention has no text") {
  CHECK(
      lines_of({job({{region("eu", RegionError::kMissing), ""}})}) ==
      Lines{
          R"(level=info msg="region failed" manager=cm sync_job=nightly region=eu reason=missing)"});
}

TEST_CASE("a job without a failed region has no line") {
  CHECK(lines_of({job({}, JobStatus::kCompleted)}).empty());
}

TEST_CASE("a region is logged again only if its text changes, even if another run fails") {
  JobReport next = job({{region("eu"), "Rate exceeded"}});
  SyncJob another = **next.run;
  another.id = "next";
  next.run = std::make_shared<const SyncJob>(another);
  const JobReport other = job({{region("eu"), "still throttled"}});
  CHECK(lines_of({next, next, job({{region("eu"), "Rate exceeded"}}), other, other, next}).size() ==
        2);
}

TEST_CASE("entries with the same labels and different texts are logged once each") {
  const JobReport both = job({{region("eu"), "a"}, {region("eu"), "b"}});
  CHECK(lines_of({both, both, both}).size() == 2);
}

TEST_CASE("regions of different jobs have a line each") {
  const std::vector<Failed> failed = {{region("eu"), "Rate exceeded"}};
  CHECK(lines_of({job(failed), job(failed, JobStatus::kFailed, "weekly")}).size() == 2);
}

TEST_CASE("a region that failed over an hour ago is logged again") {
  RegionLog region_log;
  CapturedStderr captured;
  const JobReport failed = job({{region("eu"), "Rate exceeded"}});
  for (const auto age : {0min, 59min, 118min, 179min}) {
    region_log.expire(kStart + age);
    region_log.note("cm", failed, kStart + age);
  }
  CHECK(captured.lines().size() == 2);
}

TEST_CASE("an unknown text that fails a completed run is a warning with a hint, once") {
  const JobReport done = job({{region("eu", RegionError::kOther), "all went well"},
                              {region("us", RegionError::kOther), "all went well"}},
                             JobStatus::kCompleted);
  CHECK(
      lines_of({done, done,
                job({{region("ap", RegionError::kOther), "all went well"}}, JobStatus::kCompleted,
                    "weekly")}) ==
      Lines{
          R"(level=warn msg="text of a region is unknown and counts as a failure" manager=cm sync_job=nightly region=eu text="all went well" hint="if this means success, add it to success_texts of the manager, otherwise to failure_texts")"});
}

TEST_CASE("an unknown text is a failure like others if the run is not completed") {
  for (const JobStatus status :
       {JobStatus::kFailed, JobStatus::kCanceled, JobStatus::kInProgress, JobStatus::kUnknown}) {
    CHECK(
        lines_of({job({{region("eu", RegionError::kOther), "x"}}, status)}) ==
        Lines{
            R"(level=info msg="region failed" manager=cm sync_job=nightly region=eu reason=other text=x)"});
  }
}

TEST_CASE("labels are cleaned like those of the page") {
  const std::string long_name(1000, 'x');
  const auto lines = lines_of({job({{region("a\x01" + long_name), "x"}})});
  REQUIRE(lines.size() == 1);
  CHECK_THAT(lines[0], ContainsSubstring(" region=a_xxx"));
  CHECK(lines[0].size() < 500);
}

TEST_CASE("one line has the number of failed regions without a line") {
  std::vector<Failed> failed;
  for (int i = 0; i < 53; ++i) failed.push_back({region("r" + std::to_string(i)), "EOF"});
  const auto lines = lines_of({job(failed), job(failed)});
  REQUIRE(lines.size() == 51);
  CHECK(
      lines.back() ==
      R"(level=info msg="further failed regions have no line" manager=cm sync_job=nightly regions=3)");
}

TEST_CASE("a thousand failed regions of a manager are remembered, and others have no line") {
  RegionLog region_log;
  CapturedStderr captured;
  for (int i = 0; i < 1002; ++i) {
    const JobReport one = job({{region("r" + std::to_string(i)), "EOF"}});
    region_log.note("cm", one, kStart);
    region_log.note("cm", one, kStart);
  }
  const auto lines = captured.lines();
  CHECK(lines.size() == 1001);
  CHECK_THAT(lines.back(), ContainsSubstring("further failed regions have no line"));
  CHECK_THAT(lines.back(), ContainsSubstring("regions=1"));
}
