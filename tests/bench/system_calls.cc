// SPDX-License-Identifier: Apache-2.0
// Starts the exporter under strace, because no other process can attach to it: it is not dumpable.
// strace prints its counts when the exporter has ended. So the calls of warm scrapes are the
// difference between two runs with different numbers of scrapes.
//
// strace delays each call that it counts. A thread that is delayed while it holds a lock makes
// others wait for the lock by `futex`. So `futex` is neither delayed nor counted.
#include "tests/bench/system_calls.h"

#include <cstdio>
#include <exception>
#include <fstream>
#include <sstream>
#include <stdexcept>

namespace cckm::test {
namespace {

constexpr std::size_t kReads = 3000;  // of jobs; start and end differ little between runs

// Returns the calls in the row "total" of a summary: its fourth field.
double total_of(const std::string& summary_file) {
  std::ifstream summary(summary_file);
  for (std::string line; std::getline(summary, line);) {
    if (!line.ends_with(" total")) continue;
    std::istringstream fields(line);
    double share = 0;
    double seconds = 0;
    double mean = 0;
    double calls = 0;
    if (fields >> share >> seconds >> mean >> calls) return calls;
  }
  throw std::runtime_error("strace has printed no total");
}

// Returns the calls of an exporter from its start to its end.
double count(const Workload& workload, std::size_t warm_scrapes) {
  const WorkloadManager manager(workload);
  const TemporaryFolder folder;
  const std::string summary = (folder.path() / "summary").string();
  // -D: strace is no parent of the exporter, so that signals reach the exporter itself.
  // --seccomp-bpf: `futex` is not delayed.
  RunningExporter exporter(manager.config_file(), {},
                           {"/usr/bin/env", "strace", "-D", "-f", "--seccomp-bpf", "-e",
                            "trace=!futex", "-c", "-o", summary});
  warm_up(exporter, workload);
  for (std::size_t i = 0; i < warm_scrapes; ++i) scrape_once(exporter, workload);
  exporter.stop();
  return total_of(summary);
}

}  // namespace

std::optional<double> system_calls_of_job(const Workload& workload) {
  try {
    const std::size_t scrapes = kReads / workload.jobs;
    const double calls = count(workload, scrapes) - count(workload, 0);
    return calls / static_cast<double>(scrapes * workload.jobs);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "system calls are not counted: %s\n", error.what());
    return std::nullopt;
  }
}

}  // namespace cckm::test
