// SPDX-License-Identifier: Apache-2.0
// When a run counts as over, as a success, and how long it took; and CM's table of endpoints.
#include "exporter/model/sync_job.h"

#include <set>
#include <string>

#include "exporter/model/endpoint.h"
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

TEST_CASE("success needs a completed run and every region") {
  constexpr auto kYes = RegionStatus::kSucceeded;
  constexpr auto kNo = RegionStatus::kFailed;
  struct Case {
    SyncJob job;
    bool finished;
    std::optional<bool> succeeded;
  };
  const Case cases[] = {
      // Still running, whatever its regions say.
      {job_with(JobStatus::kInProgress), false, std::nullopt},
      {job_with(JobStatus::kInProgress, {kYes, kNo}), false, std::nullopt},
      // Completed.
      {job_with(JobStatus::kCompleted), true, true},
      {job_with(JobStatus::kCompleted, {kYes, kYes}), true, true},
      {job_with(JobStatus::kCompleted, {kYes, kNo, kYes}), true, false},
      {job_with(JobStatus::kCompleted, {kYes, RegionStatus::kInProgress}), true, false},
      // Over in another way.
      {job_with(JobStatus::kFailed, {kYes}), true, false},
      {job_with(JobStatus::kCanceled, {kYes}), true, false},
      // Unknown: over only if it has an end, and then no success.
      {job_with(JobStatus::kUnknown, {kYes}), false, std::nullopt},
      {completed_at(kCompleted, job_with(JobStatus::kUnknown, {kYes})), true, false},
  };
  for (const auto& [job, wanted_finished, wanted_succeeded] : cases) {
    CAPTURE(kJobStatusNames[job.status], job.regions.size());
    CHECK(finished(job) == wanted_finished);
    CHECK(succeeded(job) == wanted_succeeded);
  }
}

TEST_CASE("a duration is told only where there is one") {
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

TEST_CASE("regions are counted by state") {
  const SyncJob job =
      job_with(JobStatus::kInProgress,
               {RegionStatus::kSucceeded, RegionStatus::kFailed, RegionStatus::kSucceeded});
  CHECK(count_regions(job, RegionStatus::kSucceeded) == 2);
  CHECK(count_regions(job, RegionStatus::kFailed) == 1);
  CHECK(count_regions(job, RegionStatus::kInProgress) == 0);
}

TEST_CASE("endpoints are those of CM's documentation") {
  struct Case {
    std::string_view cloud, resource, path, containers;
  };
  const Case cases[] = {
      {"aws", "keys", "/api/v1/cckm/aws/synchronization-jobs", "kms"},
      {"azure", "secrets", "/api/v1/cckm/azure/secrets/synchronization-jobs", "key_vaults"},
      {"google", "keys", "/api/v1/cckm/google/synchronization-jobs", "key_rings"},
      {"luna", "keys", "/api/v1/cckm/hsm/luna/refresh", "partitions"},
      {"luna", "synchronize", "/api/v1/cckm/hsm/luna/synchronize", "partitions"},
      {"external-cm", "domains", "/api/v1/cckm/external-cm/refresh", "domains"},
  };
  for (const auto& [cloud, resource, path, containers] : cases) {
    CAPTURE(cloud, resource);
    const Endpoint* endpoint = find_endpoint(cloud, resource);
    REQUIRE(endpoint != nullptr);
    CHECK(endpoint->path == path);
    CHECK(endpoint->containers == containers);
  }
  CHECK(find_endpoint("aws", "secrets") == nullptr);
  CHECK(find_endpoint("gcp", "keys") == nullptr);
  CHECK(find_endpoint("", "") == nullptr);
}

TEST_CASE("every endpoint can be found, has its own path, and only that") {
  std::set<std::string_view> paths;
  for (const auto& endpoint : endpoints()) {
    CAPTURE(endpoint.cloud, endpoint.resource);
    CHECK(find_endpoint(endpoint.cloud, endpoint.resource) == &endpoint);
    CHECK(paths.insert(endpoint.path).second);
    CHECK(endpoint.path.starts_with("/api/v1/cckm/"));
    CHECK_FALSE(endpoint.path.ends_with('/'));
    CHECK_FALSE(endpoint.containers.empty());
  }
}

}  // namespace
}  // namespace cckm::test
