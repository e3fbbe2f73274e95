// SPDX-License-Identifier: Apache-2.0
// The path of a job, its report if it was not read, and runs that are shared.
#include "exporter/cckm/job_reader.h"

#include "tests/support/catch.h"
#include "tests/unit/cckm/manager_scene.h"

using namespace cckm;
using namespace cckm::test;

TEST_CASE("a job that was not read has its name, its family and the reason") {
  const JobSettings settings{"7", "nightly", find_endpoint("azure", "keys")};
  const JobReader reader(settings, nullptr, nullptr);
  const Reading reading = reader.unread({Reason::kTimeout, "deadline"});
  REQUIRE(reading.jobs.size() == 1);
  CHECK(reading.jobs[0].sync_job == "nightly");
  CHECK(&reading.jobs[0].endpoint == settings.endpoint);
  CHECK(reading.jobs[0].run.failure().reason == Reason::kTimeout);
  CHECK(reading.failure == Failure{Reason::kTimeout, "deadline"});
  CHECK_FALSE(reading.answered);
}

TEST_CASE("a job is requested below the path of its family") {
  CHECK(JobReader::target_of({"7", "nightly", find_endpoint("azure", "keys")}) ==
        "/api/v1/cckm/azure/synchronization-jobs/7");
}

TEST_CASE("readings of a run share it until it changes") {
  ManagerScene scene;
  const auto read = [&](const std::string& status) {
    const std::string body = R"({"id":")" + kDocumented + R"(","overall_status":")" + status +
                             R"(","createdAt":"2020-11-05T06:38:25Z"})";
    scene.simulator.clear_faults();
    scene.simulator.set_fault({.kind = CallKind::kJob, .body = body});
    return scene.read_item().jobs.at(0).run.value();
  };
  const auto first = read("in_progress");
  CHECK(read("in_progress") == first);
  const auto ended = read("completed");
  CHECK(ended != first);
  CHECK(first->status == JobStatus::kInProgress);
  CHECK(ended->status == JobStatus::kCompleted);
  CHECK(read("completed") == ended);
  CHECK(read("in_progress")->status == JobStatus::kInProgress);
}
