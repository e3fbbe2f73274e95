// SPDX-License-Identifier: Apache-2.0
// States of jobs, and the order of rows.
#include "exporter/pages/job_row.h"

#include <algorithm>
#include <string>

#include "tests/support/catch.h"
#include "tests/unit/pages/managers.h"

namespace cckm::test {

namespace {

std::vector<std::string> names_of(const std::vector<JobRow>& rows) {
  std::vector<std::string> names;
  for (const JobRow& row : rows) names.push_back(row.manager->name + "/" + row.job().sync_job);
  return names;
}

}  // namespace

TEST_CASE("the state follows from the newest run") {
  CHECK(state_of(failed_job("a")) == JobState::kFailed);
  CHECK(state_of(job_of("a", run_of(JobStatus::kCanceled))) == JobState::kFailed);
  CHECK(state_of(unread_job("a", Reason::kTimeout)) == JobState::kUnread);
  CHECK(state_of(job_of("a", run_of(JobStatus::kInProgress))) == JobState::kRunning);
  CHECK(state_of(succeeded_job("a")) == JobState::kSucceeded);
}

TEST_CASE("a badge has a letter and a word") {
  const auto [job, badge_text] = GENERATE(table<JobReport, std::string>({
      {failed_job("a"), "<span class=\"badge bad\"><b>F</b> Failed</span>"},
      {job_of("a", run_of(JobStatus::kCanceled)), "<b>F</b> Canceled"},
      {unread_job("a", Reason::kTimeout), "<span class=\"badge warn\"><b>U</b> Unread</span>"},
      {unread_job("a", Reason::kNoRun), "<b>U</b> No run"},
      {job_of("a", run_of(JobStatus::kInProgress)), "<span class=\"badge busy\"><b>R</b> Running"},
      {succeeded_job("a"), "<span class=\"badge good\"><b>S</b> Succeeded</span>"},
  }));
  CHECK_THAT(badge(job).text(), ContainsSubstring(badge_text));
}

TEST_CASE("the explanation has the failed regions, or why the job is unread") {
  CHECK(explanation(failed_job("a")).text() ==
        "1 of 2 regions failed: <bdi>eu-west-1</bdi> (access denied)");
  CHECK(explanation(succeeded_job("a")).text().empty());
  CHECK_THAT(explanation(unread_job("a", Reason::kDns)).text(), ContainsSubstring("resolved"));
  SyncJob silent = run_of(JobStatus::kCompleted);
  silent.unmentioned = 2;
  CHECK_THAT(explanation(job_of("a", silent)).text(), ContainsSubstring("2 requested"));
  const SyncJob running =
      run_of(JobStatus::kInProgress, {region_of("eu", RegionStatus::kInProgress)});
  CHECK(explanation(job_of("a", running)).text() == "1 of 1 regions in progress");
}

TEST_CASE("the explanation names three failed regions at most, escaped and isolated") {
  std::vector<RegionOutcome> regions(5, region_of(kHostileText, RegionStatus::kFailed));
  const std::string text = explanation(job_of("a", run_of(JobStatus::kFailed, regions))).text();
  CHECK(count_of(kEscapedText, text) == 3);
  CHECK(text.ends_with(" \u2026"));
}

TEST_CASE("what failed comes first, and the order of the reports stays otherwise") {
  const Managers managers = {
      manager_of("a", {succeeded_job("1"), unread_job("2", Reason::kTimeout), failed_job("3")}),
      manager_without_collection("none"),
      manager_of(
          "b", {job_of("4", run_of(JobStatus::kInProgress)), failed_job("5"), succeeded_job("6")})};
  const auto rows = job_rows(managers);
  CHECK(names_of(rows) == std::vector<std::string>{"a/3", "b/5", "a/2", "b/4", "a/1", "b/6"});
  CHECK(count_states(rows) == StateCounts{2, 1, 1, 2});
}

TEST_CASE("a slash in a name does not end a part of the path") {
  CHECK(job_path("a/b", "c d") == "jobs/a%2Fb/c%20d");
}

TEST_CASE("key containers are escaped and isolated") {
  SyncJob run = run_of(JobStatus::kCompleted);
  run.containers = {"kms", kHostileText};
  CHECK(containers_of(job_of("a", run)).text() == "<bdi>kms</bdi>, " + kEscapedText);
  CHECK(containers_of(unread_job("a", Reason::kDns)).text().empty());
}

}  // namespace cckm::test
