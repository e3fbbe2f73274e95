// SPDX-License-Identifier: Apache-2.0
// Lets a hundred scrapers scrape at once. They must share one collection.
#include <atomic>
#include <exception>
#include <latch>
#include <thread>
#include <vector>

#include "tests/bench/figures.h"
#include "tests/e2e/scene.h"
#include "tests/simulator/sample_jobs.h"
#include "tests/support/process_status.h"

namespace cckm::test {
namespace {

constexpr int kScrapers = 100;
constexpr std::size_t kJobs = 1000;

bool is_whole(const std::string& page) {
  return values_of(page, "cckm_scrape_job_success") == std::vector<double>(kJobs, 1);
}

// Starts all scrapers at once. Returns the number of pages with every job read.
int storm(const RunningExporter& exporter) {
  std::atomic<int> whole = 0;
  std::latch start(kScrapers);
  std::vector<std::thread> scrapers;
  for (int i = 0; i < kScrapers; ++i) {
    scrapers.emplace_back([&] {
      start.arrive_and_wait();
      try {
        whole += is_whole(exporter.scrape("30")) ? 1 : 0;
      } catch (const std::exception&) {  // NOLINT(bugprone-empty-catch)
        // A scraper without a page does not count.
      }
    });
  }
  for (auto& scraper : scrapers) scraper.join();
  return whole;
}

}  // namespace

void measure_storm(Table& table) {
  const Simulator simulator(
      {.latency = std::chrono::milliseconds(20), .extra_jobs = kJobs - sample_jobs({}).size()});
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration, {"--web.max-requests", "200"});
  const int whole = storm(exporter);
  const Stats stats = simulator.stats();
  table.row("scrapers without a complete page", kScrapers - whole, "", 0);
  table.row("requests beyond one for each job", static_cast<double>(stats.job_requests) - kJobs, "",
            0);
  table.row("logins",
            static_cast<double>(stats.token_requests.password + stats.token_requests.refresh_token),
            "", 1);
  table.row("private memory at its peak", peak_private_mebibytes(exporter.process().id()), "MiB");
}

}  // namespace cckm::test
