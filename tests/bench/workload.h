// SPDX-License-Identifier: Apache-2.0
// The workload of a row of the table: what CM has, how fast it responds, and what a scrape reads.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "tests/bench/simulator_process.h"
#include "tests/e2e/scene.h"

namespace cckm::test {

struct Workload {
  bool discovers = false;  // the jobs are key containers, found by discovery; else ids
  std::size_t jobs = 1;
  unsigned latency = 0;  // ms before each response
  bool tls = true;

  // The exporter's `max_concurrency`: its default, but more for very many ids of a slow CM.
  std::size_t concurrency() const;
  // The most requests of a warm scrape that are in flight at once.
  std::size_t connections() const;
  // The requests of a warm scrape.
  std::vector<std::string> targets() const;
  // The least time that these requests can take: all rounds of requests, one after the other.
  double bound_seconds() const;
};

// The simulated CM of a workload.
class WorkloadManager {
 public:
  explicit WorkloadManager(const Workload& workload);

  const SimulatorProcess& simulator() const { return simulator_; }
  // Returns the path of the exporter's configuration.
  const std::string& config_file() const { return config_file_; }

 private:
  SimulatorProcess simulator_;
  std::string config_file_;
};

// Scrapes with gzip. Returns the time from the request to the end of the response in seconds.
// Throws std::runtime_error if a job was not read.
double scrape_once(const RunningExporter& exporter, const Workload& workload);
// Scrapes until the next scrape is warm: connections are open, and discovery has read all history.
void warm_up(const RunningExporter& exporter, const Workload& workload);

}  // namespace cckm::test
