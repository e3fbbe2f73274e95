// SPDX-License-Identifier: Apache-2.0
// The rows of a scheme and a latency follow each other, so that they are one line of a plot.
#include <cmath>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/bench_table.h"
#include "tests/bench/data_file.h"
#include "tests/bench/measure.h"
#include "tests/bench/system_calls.h"
#include "tests/bench/warm_scrapes.h"

namespace cckm::test {
namespace {

constexpr unsigned kLatencies[] = {0, 20, 100};  // ms
constexpr std::size_t kIds[] = {1, 10, 100, 1000, 10'000};
constexpr std::size_t kKeyContainers[] = {10, 1000};
// The cost of a further id is that from kFew to kMany.
constexpr std::size_t kFew = 100;
constexpr std::size_t kMany = 10'000;

// The exporter's resources in a row.
struct Cost {
  double processor_seconds;  // of a scrape
  double private_mebibytes;
};

std::string scheme_of(bool tls) {
  return tls ? "HTTPS" : "HTTP";
}

std::string whole(double count) {
  return std::to_string(std::lround(count));
}

// strace makes scrapes slow, so only a few rows have system calls.
std::optional<double> system_calls_of(const Workload& workload) {
  const bool is_medium = workload.jobs == 100 || workload.jobs == 1000;
  const bool is_counted =
      workload.tls && !workload.discovers && workload.latency <= 20 && is_medium;
  return is_counted ? system_calls_of_job(workload) : std::nullopt;
}

// Measures a workload and writes its row.
Cost measure(DataFile& data, const Workload& workload) {
  const char* read_by = workload.discovers ? "discovery" : "id";
  std::fprintf(stderr, "%s, %u ms of latency: %zu jobs by %s\n", scheme_of(workload.tls).c_str(),
               workload.latency, workload.jobs, read_by);
  const WarmScrapes scrapes = measure_warm_scrapes(workload);
  const auto system_calls = system_calls_of(workload);
  const double typical = median(scrapes.seconds);
  const double bound = workload.bound_seconds();
  data.row({scheme_of(workload.tls), std::to_string(workload.latency), read_by,
            std::to_string(workload.jobs), rounded(typical * 1e3),
            rounded(percentile(scrapes.seconds, 0.95) * 1e3),
            bound > 0 ? rounded(typical / bound) : "",
            rounded(typical / median(scrapes.floor_seconds)),
            rounded(scrapes.processor_seconds * 1e6 / static_cast<double>(workload.jobs)),
            rounded(scrapes.private_mebibytes), rounded(scrapes.resident_mebibytes),
            system_calls ? rounded(*system_calls) : "", whole(scrapes.connections),
            whole(scrapes.handshakes)});
  return {scrapes.processor_seconds, scrapes.private_mebibytes};
}

// Measures the rows of a scheme and a latency. Writes the cost of a further id.
void measure_rows(DataFile& data, DataFile& cost, bool tls, unsigned latency) {
  Cost few{};
  Cost many{};
  for (const std::size_t jobs : kIds) {
    const Workload workload{.jobs = jobs, .latency = latency, .tls = tls};
    const Cost of_row = measure(data, workload);
    if (jobs == kFew) few = of_row;
    if (jobs == kMany) many = of_row;
  }
  for (const std::size_t jobs : kKeyContainers) {
    measure(data, {.discovers = true, .jobs = jobs, .latency = latency, .tls = tls});
  }
  const auto of_further_id = [](double from, double to) { return (to - from) / (kMany - kFew); };
  cost.row({scheme_of(tls), std::to_string(latency),
            rounded(1e6 * of_further_id(few.processor_seconds, many.processor_seconds)),
            rounded(1024 * of_further_id(few.private_mebibytes, many.private_mebibytes))});
}

}  // namespace

void measure_scrapes(const std::filesystem::path& folder) {
  DataFile data(
      folder / "scrapes.tsv",
      {"CM", "latency, ms", "read by", "jobs", "median, ms", "p95, ms", "over the bound",
       "over the floor", "processor time a job, us", "private memory, MiB", "resident memory, MiB",
       "system calls a job", "new connections", "TLS handshakes"});
  DataFile cost(folder / "cost.tsv", {"CM", "latency, ms", "processor time of a further job, us",
                                      "private memory of a further job, KiB"});
  for (const bool tls : {false, true}) {
    for (const unsigned latency : kLatencies) measure_rows(data, cost, tls, latency);
  }
}

}  // namespace cckm::test
