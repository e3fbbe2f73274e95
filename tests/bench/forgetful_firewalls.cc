// SPDX-License-Identifier: Apache-2.0
// Measures scrapes through firewalls that forget idle connections. All times are a tenth of real
// ones, except for the exporter's: one scrape a minute, and idle limits up to four minutes. The
// gate ends each connection and opens another one, so no keep-alive probe reaches the other side.
#include <algorithm>
#include <chrono>
#include <future>
#include <list>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/bench/figures.h"
#include "tests/e2e/scene.h"
#include "tests/faults/gate.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

constexpr int kScrapesThroughFirewall = 10;
constexpr auto kInterval = 6s;
constexpr double kDeadlineOfScraper = 9.5;  // s, of a scraper with the timeout of 10 s

struct Firewall {
  const char* name;
  std::chrono::milliseconds limit;
};

constexpr Firewall kFirewalls[] = {{"1 s", 100ms}, {"30 s", 3s}, {"4 min", 24s}};

struct ScrapesThroughFirewall {
  double lost_jobs = 0;
  double slowest = 0;  // s
  double dead = 0;     // forgotten connections
  double opened = 0;   // connections after the first scrape
};

ScrapesThroughFirewall scrape_through(std::chrono::milliseconds limit) {
  const Simulator simulator({.latency = 20ms, .extra_jobs = 31});
  const std::string& url = simulator.url();
  Gate gate(static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1))));
  Configuration configuration;
  configuration.add(simulator, {.address = "127.0.0.1:" + std::to_string(gate.port())});
  const RunningExporter exporter(configuration);
  exporter.scrape();
  const auto before = simulator.stats().connections;
  gate.forget_idle(limit);
  ScrapesThroughFirewall result;
  for (int i = 0; i < kScrapesThroughFirewall; ++i) {
    std::this_thread::sleep_for(kInterval);
    const auto begin = Clock::now();
    const auto read = values_of(exporter.scrape(), "cckm_scrape_job_success");
    const std::chrono::duration<double> took = Clock::now() - begin;
    result.slowest = std::max(result.slowest, took.count());
    result.lost_jobs += static_cast<double>(std::count(read.begin(), read.end(), 0.0));
  }
  result.dead = static_cast<double>(gate.forgotten());
  result.opened = static_cast<double>(simulator.stats().connections - before);
  return result;
}

}  // namespace

void measure_forgetful_firewalls(Table& table) {
  // The firewalls run at once, because they mostly wait.
  std::list<std::pair<std::string, std::future<ScrapesThroughFirewall>>> running;
  for (const auto& [name, limit] : kFirewalls) {
    running.emplace_back(std::string("idle limit of ") + name,
                         std::async(std::launch::async, scrape_through, limit));
  }
  for (auto& [name, future] : running) {
    const ScrapesThroughFirewall scrapes = future.get();
    table.row(name + ": jobs lost", scrapes.lost_jobs, "", 0);
    table.row(name + ": slowest scrape", scrapes.slowest, "s", kDeadlineOfScraper);
    table.row(name + ": dead connections", scrapes.dead, "");
    table.row(name + ": new connections beyond one for each dead one",
              std::max(0.0, scrapes.opened - scrapes.dead), "", 0);
  }
}

}  // namespace cckm::test
