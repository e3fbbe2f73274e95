// SPDX-License-Identifier: Apache-2.0
// The path of a job, and its report if it was not read.
#include "exporter/cckm/job_reader.h"

#include "tests/support/catch.h"

using namespace cckm;

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
  CHECK(job_template(*find_endpoint("azure", "keys")) ==
        "/api/v1/cckm/azure/synchronization-jobs/{id}");
}
