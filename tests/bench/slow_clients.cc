// SPDX-License-Identifier: Apache-2.0
// Measures scrapes without other clients and beside a crowd of slow ones.
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <exception>
#include <vector>

#include "tests/bench/figures.h"
#include "tests/e2e/crowd.h"
#include "tests/e2e/scene.h"
#include "tests/support/process_status.h"

namespace cckm::test {
namespace {

using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int kScrapesBesideCrowd = 500;
constexpr std::chrono::seconds kLongest{30};   // for all scrapes
constexpr rlim_t kOrdinaryDescriptors = 1024;  // default limit of systemd and shells
constexpr double kMostTimesUnloaded = 2;
constexpr double kMostMillisecondsBesideCrowd = 100;
constexpr double kMostMebibytesForCrowd = 32;
constexpr Crowd::Size kSlow{.idle = 500, .dripping = 500};
constexpr Crowd::Size kFlood{.idle = 3000,
                             .dripping = 0};  // three times the exporter's descriptors

// Changes the descriptor limit of this process during its lifetime. Processes started meanwhile
// inherit the limit.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(rlim_t limit) {
    ::getrlimit(RLIMIT_NOFILE, &former_);
    const rlimit wanted{.rlim_cur = std::min(limit, former_.rlim_max),
                        .rlim_max = former_.rlim_max};
    ::setrlimit(RLIMIT_NOFILE, &wanted);
  }
  ~DescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &former_); }
  DescriptorLimit(const DescriptorLimit&) = delete;
  DescriptorLimit& operator=(const DescriptorLimit&) = delete;

 private:
  rlimit former_{};
};

struct ScrapesBesideCrowd {
  std::vector<double> milliseconds;
  int failed = 0;

  double p99() const { return percentile(milliseconds, 0.99); }
};

ScrapesBesideCrowd scrape(const RunningExporter& exporter) {
  ScrapesBesideCrowd scrapes;
  const auto end = Clock::now() + kLongest;
  for (int i = 0; i < kScrapesBesideCrowd && Clock::now() < end; ++i) {
    const auto begin = Clock::now();
    try {
      const auto read = values_of(exporter.scrape(), "cckm_up");
      scrapes.failed += read == std::vector<double>{1} ? 0 : 1;
    } catch (const std::exception&) {
      ++scrapes.failed;
    }
    scrapes.milliseconds.push_back(Milliseconds(Clock::now() - begin).count());
  }
  return scrapes;
}

RunningExporter ordinary_exporter(const Configuration& configuration) {
  const DescriptorLimit ordinary(kOrdinaryDescriptors);
  return RunningExporter(configuration);
}

}  // namespace

void measure_slow_clients(Table& table) {
  const Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter = ordinary_exporter(configuration);
  const DescriptorLimit enough_for_crowd(kOrdinaryDescriptors + kFlood.idle);
  const pid_t process = exporter.process().id();

  const ScrapesBesideCrowd unloaded = scrape(exporter);
  const double memory = mebibytes(process, "VmRSS");
  table.row("without other clients: p99 of a scrape", unloaded.p99(), "ms");
  const auto beside = [&](const std::string& name, Crowd::Size size) {
    const Crowd crowd(exporter.address(), size);
    const ScrapesBesideCrowd loaded = scrape(exporter);
    table.row(name + ": failed scrapes", loaded.failed, "", 0);
    table.row(name + ": p99 of a scrape", loaded.p99(), "ms", kMostMillisecondsBesideCrowd);
    table.row(name + ": growth of resident memory", mebibytes(process, "VmHWM") - memory, "MiB",
              kMostMebibytesForCrowd);
    return loaded.p99();
  };
  const double slow = beside("500 idle, 500 dripping", kSlow);
  table.row("500 idle, 500 dripping: ratio of the p99", slow / unloaded.p99(), "x",
            kMostTimesUnloaded);
  beside("3000 connections", kFlood);
}

}  // namespace cckm::test
