// SPDX-License-Identifier: Apache-2.0
// The floor's connections are opened before the counts of connections begin.
#include "tests/bench/warm_scrapes.h"

#include <chrono>

#include "tests/bench/floor.h"
#include "tests/support/process_status.h"

namespace cckm::test {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::chrono::seconds kBudget{2};
constexpr std::size_t kFewestScrapes = 3;

}  // namespace

WarmScrapes measure_warm_scrapes(const Workload& workload) {
  const WorkloadManager manager(workload);
  RunningExporter exporter(manager.config_file());
  warm_up(exporter, workload);
  Floor floor(manager.simulator().url(), workload.targets(), workload.connections());
  const pid_t process = exporter.process().id();
  const auto counts = manager.simulator().counts();
  const double processor_seconds_before = processor_seconds(process);

  WarmScrapes result{};
  const auto end = SteadyClock::now() + kBudget;
  while (result.seconds.size() < kFewestScrapes || SteadyClock::now() < end) {
    result.seconds.push_back(scrape_once(exporter, workload));
    const bool is_first = result.floor_seconds.empty();
    if (is_first || SteadyClock::now() < end) result.floor_seconds.push_back(floor.measure());
  }

  result.processor_seconds = (processor_seconds(process) - processor_seconds_before) /
                             static_cast<double>(result.seconds.size());
  const auto later = manager.simulator().counts();
  result.connections = later.connections - counts.connections;
  result.handshakes = later.handshakes - counts.handshakes;
  result.private_mebibytes = peak_private_mebibytes(process);
  result.resident_mebibytes = mebibytes(process, "VmHWM");
  return result;
}

}  // namespace cckm::test
