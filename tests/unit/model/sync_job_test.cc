// SPDX-License-Identifier: Apache-2.0
// The end, the success and the duration of a run.
#include "exporter/model/sync_job.h"

#include <optional>
#include <vector>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

constexpr Timestamp kCreated{1'604'558'305, 308'834'000};
constexpr Timestamp kCompleted{1'604'558'309, 248'173'000};

SyncJob job_with(JobStatus status, const std::vector<RegionStatus>& regions = {}) {
  SyncJob job;
  job.status = status;
  job.created = kCreated;
  for (const auto region : regions) job.regions.push_back({"", "", "", region});
  return job;
}

SyncJob completed_at(Timestamp completed, SyncJob job) {
  job.completed = completed;
  return job;
}

TEST_CASE("a run succeeded if it is completed and every region succeeded") {
  constexpr auto kYes = RegionStatus::kSucceeded;
  constexpr auto kNo = RegionStatus::kFailed;
  struct Case {
    SyncJob job;
    bool finished;
    std::optional<bool> succeeded;
  };
  const Case cases[] = {
      // Still running, whatever the status of its regions.
      {job_with(JobStatus::kInProgress), false, std::nullopt},
      {job_with(JobStatus::kInProgress, {kYes, kNo}), false, std::nullopt},
      // Completed.
      {job_with(JobStatus::kCompleted), true, true},
      {job_with(JobStatus::kCompleted, {kYes, kYes}), true, true},
      {job_with(JobStatus::kCompleted, {kYes, kNo, kYes}), true, false},
      {job_with(JobStatus::kCompleted, {kYes, RegionStatus::kInProgress}), true, false},
      // Ended in another way.
      {job_with(JobStatus::kFailed, {kYes}), true, false},
      {job_with(JobStatus::kCanceled, {kYes}), true, false},
      // Unknown: ended only with a completed_at, and then not a success.
      {job_with(JobStatus::kUnknown, {kYes}), false, std::nullopt},
      {completed_at(kCompleted, job_with(JobStatus::kUnknown, {kYes})), true, false},
  };
  for (const auto& [job, wanted_finished, wanted_succeeded] : cases) {
    CAPTURE(kJobStatusNames[job.status], job.regions.size());
    CHECK(finished(job) == wanted_finished);
    CHECK(succeeded(job) == wanted_succeeded);
  }
}

TEST_CASE("a run has a duration if it has ended, and not before it began") {
  const SyncJob completed = job_with(JobStatus::kCompleted);
  CHECK(duration_seconds(completed_at(kCompleted, completed)) == 3.939339);
  CHECK(duration_seconds(completed_at(kCreated, completed)) == 0.0);
  SECTION("no end") {
    CHECK_FALSE(duration_seconds(completed));
  }
  SECTION("an end before the beginning") {
    CHECK_FALSE(duration_seconds(completed_at({kCreated.seconds - 1, 0}, completed)));
  }
  SECTION("an end of a run that goes on") {
    CHECK_FALSE(duration_seconds(completed_at(kCompleted, job_with(JobStatus::kInProgress))));
  }
}

TEST_CASE("regions are counted by status") {
  const SyncJob job =
      job_with(JobStatus::kInProgress,
               {RegionStatus::kSucceeded, RegionStatus::kFailed, RegionStatus::kSucceeded});
  CHECK(count_regions(job, RegionStatus::kSucceeded) == 2);
  CHECK(count_regions(job, RegionStatus::kFailed) == 1);
  CHECK(count_regions(job, RegionStatus::kInProgress) == 0);
}

}  // namespace
}  // namespace cckm::test
