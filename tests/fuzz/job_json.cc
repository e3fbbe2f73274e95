// SPDX-License-Identifier: Apache-2.0
// Fuzzes the parsing of a synchronization job. The input is the body of CM's response.
#include "exporter/cckm/job_json.h"

#include <algorithm>
#include <cmath>

#include "exporter/cckm/log_text.h"
#include "exporter/model/ascii.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/job_bodies.h"

namespace cckm::test {
namespace {

void check_failures(const SyncJob& job) {
  const std::size_t failed = count_regions(job, RegionStatus::kFailed);
  require(job.failures.size() == std::min(failed, SyncJob::kMaxFailures),
          "the first failed regions have a text");
  for (const RegionFailure& failure : job.failures) {
    require(failure.region < job.regions.size(), "a failure belongs to a region");
    require(job.regions[failure.region].status == RegionStatus::kFailed,
            "a failure belongs to a failed region");
    require(failure.text.size() <= kSearchedForSecrets, "the text of a failure is limited");
  }
}

void check(const SyncJob& job, std::string_view body) {
  require(equal_ignoring_case(job.id, id_in(body)), "a job has the requested id");
  // An entry takes at least `"":"",`. In a failed job, a region takes at least `"",`.
  require(job.regions.size() <= body.size() / 3, "regions are made from the body only");
  require(job.unmentioned <= body.size() / 3, "unmentioned regions are made from the body only");
  require(job.unmentioned == 0 || finished(job), "a running job leaves nothing unmentioned");
  check_failures(job);
  require(job.containers.size() <= body.size(), "containers are made from the body only");
  require(succeeded(job).has_value() == finished(job),
          "only a finished job has a success or a failure");
  if (succeeded(job) == true) {
    require(job.status == JobStatus::kCompleted && count_regions(job, RegionStatus::kFailed) == 0 &&
                count_regions(job, RegionStatus::kInProgress) == 0,
            "in a successful job every region is successful");
  }
  if (job.status == JobStatus::kCompleted || job.status == JobStatus::kFailed) {
    require(count_regions(job, RegionStatus::kInProgress) == 0,
            "a finished job has no region in progress");
  }
  const auto duration = duration_seconds(job);
  require(!duration || (*duration >= 0 && std::isfinite(*duration)), "no duration is negative");
}

void check(const Failure& failure) {
  static FixedTexts words(100);
  require(failure.reason == Reason::kBadJson || failure.reason == Reason::kBadSchema,
          "a body is bad JSON or has a bad schema");
  words.check(failure.detail);
}

}  // namespace
}  // namespace cckm::test

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace cckm;
  using namespace cckm::test;
  const std::string_view body = as_text(data, size);
  const auto job = read_body(body);
  if (!job) {
    check(job.failure());
    return 0;
  }
  check(*job, body);
  const auto other = parse_job(body, endpoint_of(body), job->id + "x", {});
  require(!other && other.failure().reason == Reason::kBadSchema, "no other job is accepted");
  return 0;
}
