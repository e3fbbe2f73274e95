// SPDX-License-Identifier: Apache-2.0
// Cells, columns and tables of the regions by job.
#include "exporter/pages/region_matrix.h"

#include <string>

#include "tests/support/catch.h"
#include "tests/unit/pages/managers.h"

namespace cckm::test {

namespace {

std::string matrix_of(std::vector<JobReport> jobs) {
  const Managers managers = {manager_of("cm", std::move(jobs))};
  return region_matrix(job_rows(managers)).text();
}

}  // namespace

TEST_CASE("a cell has a letter, and the rest of its word for screen readers") {
  const SyncJob run = run_of(JobStatus::kInProgress, {region_of("a", RegionStatus::kFailed),
                                                      region_of("b", RegionStatus::kInProgress),
                                                      region_of("c", RegionStatus::kSucceeded)});
  const std::string html = matrix_of({job_of("job", run)});
  CHECK_THAT(html, ContainsSubstring("<td class=\"bad\">F<span class=\"unseen\">ailed</span></td>"
                                     "<td class=\"busy\">R<span class=\"unseen\">unning</span></td>"
                                     "<td class=\"good\">S<span class=\"unseen\">ucceeded</span>"));
}

TEST_CASE("a region that a run does not have is an empty cell") {
  const std::string html = matrix_of(
      {job_of("1", run_of(JobStatus::kCompleted, {region_of("a", RegionStatus::kSucceeded)})),
       job_of("2", run_of(JobStatus::kCompleted, {region_of("b", RegionStatus::kSucceeded)}))});
  CHECK(count_of("<td></td>", html) == 2);
  CHECK(count_of("<td class=\"good\">", html) == 2);
}

TEST_CASE("a cell has the worst state of all accounts") {
  SyncJob run = run_of(JobStatus::kFailed, {region_of("a", RegionStatus::kSucceeded),
                                            region_of("a", RegionStatus::kFailed),
                                            region_of("a", RegionStatus::kInProgress)});
  const std::string html = matrix_of({job_of("job", run)});
  CHECK(count_of("<td class=\"bad\">", html) == 1);
  CHECK(count_of("<td", html) == 1);
}

TEST_CASE(
    "each family of jobs has its own table, and vaults are columns where there are no regions") {
  JobReport azure{
      "azure", *find_endpoint("azure", "keys"),
      std::make_shared<const SyncJob>(run_of(
          JobStatus::kCompleted, {{.container = "vault", .status = RegionStatus::kSucceeded}}))};
  const std::string html = matrix_of({failed_job("aws"), azure});
  CHECK(count_of("<table", html) == 2);
  CHECK_THAT(html, ContainsSubstring("<caption>azure keys</caption>"));
  CHECK_THAT(html, ContainsSubstring("<bdi>vault</bdi>"));
}

TEST_CASE("a table has a limited number of columns, and those with failures come first") {
  std::vector<RegionOutcome> regions;
  for (std::size_t i = 0; i < kMostColumns + 2; ++i) {
    regions.push_back(region_of("r" + std::to_string(100 + i), RegionStatus::kSucceeded));
  }
  regions.push_back(region_of("z-failed", RegionStatus::kFailed));
  const std::string html = matrix_of({job_of("job", run_of(JobStatus::kFailed, regions))});
  CHECK(count_of("<td", html) == kMostColumns);
  CHECK_THAT(html, ContainsSubstring("3 more regions"));
  CHECK(html.find("<bdi>z-failed</bdi>") < html.find("<bdi>r100</bdi>"));
}

TEST_CASE("names of regions are escaped and isolated") {
  const SyncJob run = run_of(JobStatus::kFailed, {region_of(kHostileText, RegionStatus::kFailed)});
  CHECK_THAT(matrix_of({job_of("job", run)}), ContainsSubstring(kEscapedText));
}

TEST_CASE("without regions there is no table") {
  CHECK(matrix_of({succeeded_job("a"), unread_job("b", Reason::kTimeout)}).empty());
}

}  // namespace cckm::test
