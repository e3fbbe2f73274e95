// SPDX-License-Identifier: Apache-2.0
// Leaves the exporter alone for a minute, then scrapes it a hundred thousand times.
#include <sys/types.h>

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>

#include "tests/bench/figures.h"
#include "tests/e2e/scene.h"
#include "tests/support/process_status.h"

namespace cckm::test {
namespace {

constexpr std::chrono::seconds kToFinish{
    5};  // what follows a scrape, such as closing its connection
constexpr std::chrono::seconds kIdle{60};
constexpr int kWarmUp = 10'000;
constexpr int kScrapesToEndure = 100'000;
constexpr double kMostGrowthMebibytes = 0.5;  // the kernel counts in batches

// Returns how often a thread of the process has begun to wait. A thread that wakes up waits again.
std::uint64_t waits_of(pid_t process) {
  std::uint64_t waits = 0;
  for (const auto& thread :
       std::filesystem::directory_iterator("/proc/" + std::to_string(process) + "/task")) {
    std::ifstream status(thread.path() / "status");
    for (std::string word; status >> word;) {
      std::uint64_t count = 0;
      if (word == "voluntary_ctxt_switches:" && status >> count) waits += count;
    }
  }
  return waits;
}

void scrape(const RunningExporter& exporter, int times) {
  for (int i = 0; i < times; ++i) exporter.scrape();
}

}  // namespace

void measure_endurance(Table& table) {
  const Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  const pid_t process = exporter.process().id();

  scrape(exporter, 1);
  std::this_thread::sleep_for(kToFinish);
  const std::uint64_t before = waits_of(process);
  std::this_thread::sleep_for(kIdle);
  table.row("a minute without a scrape: wake-ups", static_cast<double>(waits_of(process) - before),
            "", 0);

  scrape(exporter, kWarmUp);
  const double memory = mebibytes(process, "RssAnon");
  scrape(exporter, kScrapesToEndure - kWarmUp);
  table.row("100,000 scrapes: growth of private memory after the first 10,000",
            mebibytes(process, "RssAnon") - memory, "MiB", kMostGrowthMebibytes);
  table.row("private memory then", mebibytes(process, "RssAnon"), "MiB");
}

}  // namespace cckm::test
