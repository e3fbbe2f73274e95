// SPDX-License-Identifier: Apache-2.0
// Measures pages while CM stalls. A stall strikes every job of every scrape, so no job is read.
#include <algorithm>
#include <chrono>
#include <future>
#include <list>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "tests/bench/black_hole.h"
#include "tests/bench/figures.h"
#include "tests/e2e/scene.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int kScrapesOfStall = 200;
constexpr double kDeadline = 300;  // ms
constexpr double kMostAtP99 = 50;  // ms after the deadline
constexpr double kMostEver = 200;
constexpr const char* kTimeout = "0.8";  // s; the default offset leaves kDeadline of it

struct Stall {
  const char* name;
  Fault fault;
};

const Stall kStalls[] = {
    {"TLS handshake drips", {.drip = Stage::kHandshake, .drip_interval = 20ms}},
    {"TLS handshake stalls", {.cut = Stage::kHandshake, .ending = Ending::kStall}},
    {"no response", {.cut = Stage::kStart, .ending = Ending::kStall}},
    {"headers drip", {.drip = Stage::kHeaders, .drip_interval = 20ms}},
    {"headers stall", {.cut = Stage::kHeaders, .ending = Ending::kStall}},
    {"endless 100s drip",
     {.flood = Flood{Stage::kStart, "HTTP/1.1 100 Continue\r\n\r\n", 1'000'000'000},
      .drip = Stage::kStart,
      .drip_interval = 1ms}},
    {"body drips", {.drip = Stage::kBody, .drip_interval = 20ms}},
    {"body stalls", {.cut = Stage::kBody, .ending = Ending::kStall}},
    {"login stalls", {.kind = CallKind::kToken, .cut = Stage::kStart, .ending = Ending::kStall}},
    {"login drips", {.kind = CallKind::kToken, .drip = Stage::kBody, .drip_interval = 20ms}},
};

// Scrapes, and returns the end of the response in ms after the deadline.
double lateness(const RunningExporter& exporter) {
  const auto begin = Clock::now();
  const std::string page = exporter.scrape(kTimeout);
  const double late = Milliseconds(Clock::now() - begin).count() - kDeadline;
  for (const double success : values_of(page, "cckm_scrape_job_success")) {
    if (success != 0) throw std::runtime_error("a job was read in spite of the stall");
  }
  return late;
}

using Latenesses = std::vector<double>;

Latenesses latenesses(const Configuration& configuration) {
  const RunningExporter exporter(configuration);
  Latenesses late(kScrapesOfStall);
  std::generate(late.begin(), late.end(), [&] { return lateness(exporter); });
  return late;
}

Latenesses with_stall(const Fault& fault) {
  Simulator simulator;
  simulator.set_fault(fault);
  Configuration configuration;
  configuration.add(simulator);
  return latenesses(configuration);
}

Latenesses without_connection() {
  const Simulator simulator;
  const BlackHole black_hole;
  Configuration configuration;
  configuration.add(simulator, {.address = black_hole.address()});
  return latenesses(configuration);
}

}  // namespace

void measure_stalls(Table& table) {
  // The stalls run at once, because they mostly wait. One after the other would take ten minutes.
  std::list<std::pair<std::string, std::future<Latenesses>>> running;
  for (const auto& [name, fault] : kStalls) {
    running.emplace_back(name, std::async(std::launch::async, with_stall, fault));
  }
  running.emplace_back("connection never made", std::async(std::launch::async, without_connection));
  for (auto& [name, future] : running) {
    const Latenesses late = future.get();
    table.row(name + ": after D, p99", percentile(late, 0.99), "ms", kMostAtP99);
    table.row(name + ": after D, worst", percentile(late, 1), "ms", kMostEver);
  }
}

}  // namespace cckm::test
