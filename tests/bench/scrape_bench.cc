// SPDX-License-Identifier: Apache-2.0
// Measures the exporter's speed and memory. Exits with 1 if a limit is exceeded. The simulator of
// the thousand jobs is a process of its own, so its time and memory do not count.
//
// The limit of memory is for private memory at its peak: heap, stacks and changed pages of data.
// Resident memory also includes the pages of libraries, which take 2 MiB more on Debian 13 than on
// Debian 12. It is printed without a limit.
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include "tests/bench/discovery_scrapes.h"
#include "tests/bench/gzip_page.h"
#include "tests/bench/measure.h"
#include "tests/bench/simulator_process.h"
#include "tests/e2e/scene.h"
#include "tests/simulator/sample_jobs.h"
#include "tests/support/process_status.h"

namespace {

using namespace cckm;
using namespace cckm::test;
using Clock = std::chrono::steady_clock;

constexpr std::size_t kJobs = 1000;
constexpr std::size_t kConcurrency = 16;  // the exporter's default
constexpr unsigned kLatency = 20;         // ms
constexpr int kWarmScrapes = 15;
constexpr int kStarts = 11;

constexpr double kMostLowerBounds = 1.05;
constexpr double kMostPrivateMebibytes = 8;  // 6.7 on Debian 12
constexpr double kMostStartMilliseconds = 100;
constexpr double kMostPageMilliseconds = 50;

struct Scraped {
  double seconds;             // from the scraper's request to the end of the response
  double collection_seconds;  // duration of the collection
  double request_seconds;     // median duration of a job's request
  double cpu_seconds;         // processor time of the exporter since its start
  double page_bytes;
  double sent_bytes;

  // Returns the duration in units of its lower bound: all rounds of requests, one after the other.
  double lower_bounds() const {
    constexpr std::size_t kRounds = (kJobs + kConcurrency - 1) / kConcurrency;
    return seconds / (static_cast<double>(kRounds) * request_seconds);
  }
};

Scraped scrape(const RunningExporter& exporter) {
  const GzipPage reply = get_gzip_page(exporter);
  const std::string& page = reply.text;
  if (sum_of(page, "cckm_scrape_job_success") != kJobs) {
    throw std::runtime_error("not all jobs were read");
  }
  return {.seconds = reply.seconds,
          .collection_seconds = value_of(page, "cckm_scrape_duration_seconds"),
          .request_seconds = median(values_of(page, "cckm_scrape_job_duration_seconds")),
          .cpu_seconds = value_of(page, "process_cpu_seconds_total"),
          .page_bytes = static_cast<double>(page.size()),
          .sent_bytes = static_cast<double>(reply.sent_bytes)};
}

template <typename Get>
double median_of(const std::vector<Scraped>& scrapes, Get get) {
  std::vector<double> values(scrapes.size());
  std::transform(scrapes.begin(), scrapes.end(), values.begin(), std::mem_fn(get));
  return median(std::move(values));
}

// Returns the median time from a request for the status page to the end of its response.
double status_page_milliseconds(const RunningExporter& exporter) {
  std::vector<double> times(kWarmScrapes);
  std::generate(times.begin(), times.end(), [&] {
    const auto begin = Clock::now();
    if (exporter.get("/").result_int() != 200) throw std::runtime_error("no status page");
    return std::chrono::duration<double, std::milli>(Clock::now() - begin).count();
  });
  return median(std::move(times));
}

void measure_warm_scrapes(Table& table) {
  const SimulatorProcess simulator(
      {.extra_jobs = kJobs - sample_jobs({}).size(), .latency = kLatency});
  RunningExporter exporter(simulator.config_file());
  const Scraped cold = scrape(exporter);
  const auto before = simulator.counts();
  std::vector<Scraped> warm(kWarmScrapes);
  std::generate(warm.begin(), warm.end(), [&] { return scrape(exporter); });
  const auto after = simulator.counts();
  const double page = status_page_milliseconds(exporter);

  table.row("warm scrape, in lower bounds", median_of(warm, &Scraped::lower_bounds), "",
            kMostLowerBounds);
  table.row("upstream connections made in warm scrapes", after.connections - before.connections, "",
            0);
  table.row("logins in warm scrapes", after.logins - before.logins, "", 0);
  table.row("status page, from request to response", page, "ms", kMostPageMilliseconds);
  table.row("private memory at its peak", peak_private_mebibytes(exporter.process().id()), "MiB",
            kMostPrivateMebibytes);
  table.row("resident memory at its peak", mebibytes(exporter.process().id(), "VmHWM"), "MiB");
  table.row("cold scrape", cold.seconds * 1e3, "ms");
  table.row("warm scrape", median_of(warm, &Scraped::seconds) * 1e3, "ms");
  table.row("  its collection", median_of(warm, &Scraped::collection_seconds) * 1e3, "ms");
  table.row("  its median request", median_of(warm, &Scraped::request_seconds) * 1e3, "ms");
  table.row("  exporter's processor time",
            (warm.back().cpu_seconds - cold.cpu_seconds) / kWarmScrapes * 1e3, "ms");
  table.row("  page", median_of(warm, &Scraped::page_bytes) / 1024, "KiB");
  table.row("  page as sent", median_of(warm, &Scraped::sent_bytes) / 1024, "KiB");
}

double start_milliseconds(const std::string& config_file) {
  const auto begin = Clock::now();
  const RunningExporter exporter(config_file);
  const std::string page = exporter.scrape();
  const std::chrono::duration<double, std::milli> took = Clock::now() - begin;
  if (value_of(page, "cckm_up") != 1) throw std::runtime_error("the job was not read");
  return took.count();
}

void measure_starts(Table& table) {
  const Simulator simulator;
  Configuration configuration;
  configuration.add(simulator, {.names = {"documented-sample"}});
  const std::string config_file = configuration.path();
  std::vector<double> starts(kStarts);
  std::generate(starts.begin(), starts.end(), [&] { return start_milliseconds(config_file); });
  table.row("start to first page, one job", median(std::move(starts)), "ms",
            kMostStartMilliseconds);
}

}  // namespace

int main() {
  try {
    std::printf("%zu jobs, %u ms of latency, HTTPS, %zu requests at once; medians of %d scrapes\n",
                kJobs, kLatency, kConcurrency, kWarmScrapes);
    Table table;
    measure_warm_scrapes(table);
    measure_starts(table);
    measure_long_list(table);
    measure_all_families(table);
    measure_many_containers(table);
    return table.missed() ? 1 : 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "scrape_bench: %s\n", error.what());
    return 1;
  }
}
