// SPDX-License-Identifier: Apache-2.0
// Whole pages: their sections, and the report of lost regions.
#include "exporter/metrics/page.h"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/exposition_parser.h"
#include "tests/support/page_text.h"

namespace cckm::test {
namespace {

struct EmptyMetrics : ExporterMetrics {
  EmptyMetrics() : ExporterMetrics({"1.2.3", "0123abc", "GNU 12.2.0"}, [] { return 0; }, {}) {}
};

std::vector<std::string> names_of(const Exposition& page) {
  std::vector<std::string> names;
  for (const auto& [series, value] : page.samples) names.push_back(series);
  return names;
}

TEST_CASE("a whole page has managers, the exporter and the process, in this order") {
  const EmptyMetrics metrics;
  const Reports reports = {std::make_shared<ManagerReport>(ManagerReport{"m", true, 1, 2, {}})};
  const std::string page = rendered(reports, metrics);
  CHECK(parse_exposition(page).problems.empty());
  CHECK(page.find("cckm_up") < page.find("cckm_exporter_build_info"));
  CHECK(page.find("cckm_exporter_build_info") < page.find("process_open_fds"));
  CHECK(page.find("process_open_fds") != std::string::npos);
}

TEST_CASE("a whole page in OpenMetrics has the series of the text page") {
  const EmptyMetrics metrics;
  const Reports reports = {std::make_shared<ManagerReport>(ManagerReport{"m", true, 1, 2, {}})};
  const std::string page = rendered(reports, metrics, PageFormat::kOpenMetrics);
  const Exposition exposition = parse_openmetrics(page);
  CAPTURE(exposition.problems);
  CHECK(exposition.problems.empty());
  CHECK(names_of(exposition) == names_of(parse_exposition(rendered(reports, metrics))));
  CHECK_THAT(page, ContainsSubstring("# TYPE process_cpu_seconds counter\n"
                                     "process_cpu_seconds_total "));
}

TEST_CASE("rendering a page reports each job that lost regions") {
  const EmptyMetrics metrics;
  SyncJob run;
  run.regions = {{"", "a", "", RegionStatus::kFailed}, {"", "b", "", RegionStatus::kFailed}};
  ManagerReport manager{"m", true, 1, 2, {}};
  manager.jobs.push_back(
      {"large", *find_endpoint("aws", "keys"), std::make_shared<const SyncJob>(run), 0.5});
  run.regions.pop_back();
  manager.jobs.push_back(
      {"small", *find_endpoint("aws", "keys"), std::make_shared<const SyncJob>(run), 0.5});
  std::vector<std::string> jobs;
  render_page(
      {std::make_shared<ManagerReport>(manager)}, {.per_job = 1}, metrics, [](std::string_view) {},
      PageFormat::kText,
      [&](const RegionLoss& loss) { jobs.push_back(loss.manager + "/" + loss.sync_job); });
  CHECK(jobs == std::vector<std::string>{"m/large"});
}

}  // namespace
}  // namespace cckm::test
