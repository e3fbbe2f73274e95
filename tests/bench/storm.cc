// SPDX-License-Identifier: Apache-2.0
// Lets a hundred scrapers scrape at once. They must share one collection.
#include "tests/bench/figures.h"
#include "tests/bench/many_scrapers.h"
#include "tests/e2e/scene.h"
#include "tests/simulator/sample_jobs.h"
#include "tests/support/process_status.h"

namespace cckm::test {
namespace {

constexpr std::size_t kScrapersOfStorm = 100;
constexpr std::size_t kJobsOfStorm = 1000;

}  // namespace

void measure_storm(Table& table) {
  const Simulator simulator({.latency = std::chrono::milliseconds(20),
                             .extra_jobs = kJobsOfStorm - sample_jobs({}).size()});
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration, {"--web.max-requests", "200"});
  const ScrapesAtOnce scrapes = scrape_at_once(exporter, kScrapersOfStorm, kJobsOfStorm);
  const Stats stats = simulator.stats();
  table.row("scrapers without a complete page", static_cast<double>(scrapes.failed), "", 0);
  table.row("requests beyond one for each job",
            static_cast<double>(stats.job_requests) - kJobsOfStorm, "", 0);
  table.row("logins",
            static_cast<double>(stats.token_requests.password + stats.token_requests.refresh_token),
            "", 1);
  table.row("private memory at its peak", peak_private_mebibytes(exporter.process().id()), "MiB");
}

}  // namespace cckm::test
