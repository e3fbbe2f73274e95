// SPDX-License-Identifier: Apache-2.0
// Fuzzes the parsing of a synchronization job. The input is the body of CM's response.
#include "exporter/cckm/job_json.h"

#include "exporter/model/ascii.h"
#include "tests/fuzz/body_failure.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/job_bodies.h"
#include "tests/fuzz/job_claims.h"
#include "tests/fuzz/targets.h"

namespace cckm::test {
namespace {

void check(const SyncJob& job, std::string_view body) {
  require(equal_ignoring_case(job.id, id_in(body)), "a job has the requested id");
  check_job(job, body);
}

}  // namespace
}  // namespace cckm::test

void cckm::test::fuzz_job_json(std::string_view body) {
  const auto job = read_body(body);
  if (!job) {
    check(job.failure());
    return;
  }
  check(*job, body);
  const auto other = parse_job(body, endpoint_of(body), job->id + "x", {});
  require(!other && other.failure().reason == Reason::kBadSchema, "no other job is accepted");
}
