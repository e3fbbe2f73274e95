// SPDX-License-Identifier: Apache-2.0
// Tests the history of one run, and the history of a job.
#include "exporter/model/history.h"

#include <memory>

#include "exporter/model/report.h"
#include "tests/support/catch.h"

using namespace cckm;

namespace {

constexpr Timestamp kBegin{1000, 0};
constexpr Timestamp kEnd{1060, 0};

SyncJob run(JobStatus status, RegionStatus second = RegionStatus::kSucceeded) {
  SyncJob job;
  job.status = status;
  job.created = kBegin;
  job.regions = {{"1", "eu", "", RegionStatus::kSucceeded}, {"1", "us", "", second}};
  if (status != JobStatus::kInProgress) job.completed = kEnd;
  return job;
}

}  // namespace

TEST_CASE("a successful run is the last success") {
  const History history = history_of(run(JobStatus::kCompleted));
  CHECK(history.last_success == kEnd);
  CHECK(history.last_start == kBegin);
  CHECK(history.running == 0U);
  CHECK_FALSE(history.oldest_running);
}

TEST_CASE("a run that failed in one region is no success") {
  const History history = history_of(run(JobStatus::kFailed, RegionStatus::kFailed));
  CHECK_FALSE(history.last_success);
}

TEST_CASE("a run in progress is counted, and tells no success") {
  const History history = history_of(run(JobStatus::kInProgress));
  CHECK(history.running == 1U);
  CHECK(history.oldest_running == kBegin);
  CHECK_FALSE(history.last_success);
}

TEST_CASE("one run tells nothing of other runs and of schedules") {
  const History history = history_of(run(JobStatus::kCompleted));
  CHECK(history.region_successes.empty());
  CHECK_FALSE(history.ended);
  CHECK_FALSE(history.observed_interval_seconds);
  CHECK_FALSE(history.expected_interval_seconds);
  CHECK_FALSE(history.last_due);
}

TEST_CASE("the history of a job that is configured by its id is what its run tells") {
  JobReport job{"one", *find_endpoint("aws", "keys"),
                std::make_shared<const SyncJob>(run(JobStatus::kInProgress))};
  CHECK(history_of(job).running == 1U);
  CHECK(history_of(job).last_start == kBegin);
  job.run = Failure{Reason::kNotFound, ""};
  CHECK_FALSE(history_of(job).running);
  CHECK_FALSE(history_of(job).last_start);
}

TEST_CASE("the history of a discovered job is known, even if its newest run cannot be read") {
  JobReport job{"one", *find_endpoint("aws", "keys"), Failure{Reason::kTimeout, ""}};
  job.history = std::make_shared<const History>(History{.last_success = kEnd, .running = 3});
  CHECK(history_of(job).last_success == kEnd);
  CHECK(history_of(job).running == 3U);
}
