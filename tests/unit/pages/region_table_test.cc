// SPDX-License-Identifier: Apache-2.0
// The regions of one job.
#include "exporter/pages/region_table.h"

#include <algorithm>
#include <string>

#include "tests/support/catch.h"
#include "tests/unit/pages/managers.h"

namespace cckm::test {

TEST_CASE("failed regions come first, with the class and a link to its runbook") {
  const SyncJob run = run_of(
      JobStatus::kFailed,
      {region_of("good", RegionStatus::kSucceeded), region_of("busy", RegionStatus::kInProgress),
       region_of("bad", RegionStatus::kFailed, RegionError::kAccessDenied)});
  const std::string html = region_table(job_of("job", run), kNow).text();
  const auto order = positions_of({"<bdi>bad</bdi>", "<bdi>busy</bdi>", "<bdi>good</bdi>"}, html);
  CHECK(std::ranges::is_sorted(order));
  CHECK(order.back() != std::string::npos);
  CHECK_THAT(html, ContainsSubstring("<code>access_denied</code> access denied"));
  CHECK_THAT(html, ContainsSubstring("href=\"../../runbooks#access_denied\""));
  CHECK_THAT(html, ContainsSubstring("<bdi>bad</bdi><small><bdi>1234</bdi></small>"));
}

TEST_CASE("a failure lasts since the last success of the region, if it is known") {
  JobReport job =
      job_of("job", run_of(JobStatus::kFailed, {region_of("eu", RegionStatus::kFailed)}));
  CHECK_THAT(region_table(job, kNow).text(),
             ContainsSubstring("This run, or earlier</span> <time"));
  job.history = std::make_shared<const History>(
      History{.region_successes = {{"1234", "eu", "", ago(7200)}, {"1234", "us", "", ago(60)}}});
  const std::string html = region_table(job, kNow).text();
  CHECK_THAT(html,
             ContainsSubstring(
                 "After the last success</span> <time datetime=\"2026-11-26T13:20:03Z\">2 h ago"));
}

TEST_CASE("the number of regions is limited") {
  const SyncJob run =
      run_of(JobStatus::kFailed,
             std::vector<RegionOutcome>(kMostRegions + 5, region_of("a", RegionStatus::kFailed)));
  const std::string html = region_table(job_of("job", run), kNow).text();
  CHECK(count_of("<tr", html) == kMostRegions + 1);
  CHECK_THAT(html, ContainsSubstring("And 5 more."));
}

TEST_CASE("names of regions, accounts and key containers are escaped and isolated") {
  const SyncJob run =
      run_of(JobStatus::kFailed,
             {{.account = kHostileText, .region = kHostileText, .container = kHostileText}});
  CHECK(count_of(kEscapedText, region_table(job_of("job", run), kNow).text()) == 3);
}

TEST_CASE("a job without regions has no table of them") {
  CHECK(region_table(succeeded_job("a"), kNow).text().empty());
  CHECK(region_table(unread_job("a", Reason::kDns), kNow).text().empty());
}

}  // namespace cckm::test
