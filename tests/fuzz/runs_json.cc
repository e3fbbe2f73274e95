// SPDX-License-Identifier: Apache-2.0
// Fuzzes the parsing of a list of runs. The input is the body of CM's response.
#include "exporter/cckm/job_json.h"
#include "exporter/model/job_id.h"
#include "tests/fuzz/body_failure.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/job_bodies.h"
#include "tests/fuzz/job_claims.h"
#include "tests/fuzz/targets.h"

namespace cckm::test {
namespace {

void check(const ListedRun& run, std::string_view body) {
  require(is_job_id(run.job.id), "an id is fit for a request");
  require(run.has_regions || run.job.regions.empty() || run.job.status == JobStatus::kFailed,
          "regions are those of detailed_status, or missing ones of a failed run");
  check_job(run.job, body);
}

void check(const RunPage& page, std::string_view body) {
  // An entry takes at least `{},`.
  require(page.runs.size() <= body.size() / 3, "runs are made from the body only");
  require(page.total.value_or(0) <= 1'000'000'000'000'000, "a total is in its range");
  for (const ListedRun& run : page.runs) check(run, body);
}

}  // namespace
}  // namespace cckm::test

void cckm::test::fuzz_runs_json(std::string_view body) {
  const auto page = parse_runs(body, endpoint_of(body), configured_texts());
  page ? check(*page, body) : check(page.failure());
}
