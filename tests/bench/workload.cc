// SPDX-License-Identifier: Apache-2.0
// Discovery reads one family. Each of its key containers has a run within the lookback.
#include "tests/bench/workload.h"

#include <algorithm>
#include <sstream>
#include <stdexcept>

#include "exporter/cckm/list_target.h"
#include "exporter/model/endpoint.h"
#include "tests/bench/gzip_page.h"
#include "tests/bench/measure.h"
#include "tests/simulator/sample_jobs.h"

namespace cckm::test {
namespace {

constexpr std::size_t kDefaultConcurrency = 16;
constexpr std::size_t kHighConcurrency = 64;
constexpr std::size_t kVeryMany = 10'000;  // ids
constexpr std::size_t kRuns = 1000;        // in the list of the family
constexpr const char* kTimeout = "120";    // s; ten thousand ids take 16 s

const Endpoint& family() {
  return *find_endpoint("aws", "keys");
}

std::string id_of(std::size_t job) {
  return extra_job(job, {}).id;
}

// Without an extra job, the simulator has a world of its own (default_world.h).
SimulatorProcess::Options options_of(const Workload& workload) {
  return {.extra_jobs = workload.discovers ? 1 : workload.jobs,
          .latency = workload.latency,
          .plain_http = !workload.tls};
}

std::string order_of_runs(const Workload& workload) {
  return R"({"cloud":"aws","resource":"keys","runs":)" + std::to_string(kRuns) +
         R"(,"containers":)" + std::to_string(workload.jobs) + "}";
}

std::string jobs_of(const Workload& workload) {
  if (workload.discovers) return "    discover: [{cloud: aws, resource: keys, lookback: 400d}]\n";
  std::string lines = "    jobs:\n";
  for (std::size_t job = 1; job <= workload.jobs; ++job) {
    lines += "      - {id: " + id_of(job) + ", name: extra-" + std::to_string(job) +
             ", cloud: aws, resource: keys}\n";
  }
  return lines;
}

std::string configuration_of(const Workload& workload, const std::string& url) {
  std::ostringstream yaml;
  yaml << "limits: {containers_per_family: " << kRuns << "}\n"
       << "managers:\n  - name: cm\n    url: " << url
       << "\n    auth: {username: cckm-exporter, password_file: simulator.password}\n"
       << (workload.tls
               ? "    tls_config: {ca_file: simulator-ca.pem, server_name: web.keysecure.local}\n"
               : "    allow_plain_http: true\n")
       << "    max_concurrency: " << workload.concurrency() << '\n'
       << jobs_of(workload);
  return yaml.str();
}

bool knows_all_history(const std::string& page) {
  return sum_of(page, "cckm_discovery_complete") == 1;
}

}  // namespace

std::size_t Workload::concurrency() const {
  return !discovers && jobs >= kVeryMany && latency > 0 ? kHighConcurrency : kDefaultConcurrency;
}

// The second request for a list depends on the response to the first one.
std::size_t Workload::connections() const {
  return discovers ? 1 : std::min(jobs, concurrency());
}

std::vector<std::string> Workload::targets() const {
  if (discovers) return {runs_target(family(), 0, true), running_target(family())};
  std::vector<std::string> targets;
  for (std::size_t job = 1; job <= jobs; ++job) {
    targets.push_back(std::string(family().path) + "/" + id_of(job));
  }
  return targets;
}

double Workload::bound_seconds() const {
  const std::size_t requests = discovers ? 2 : jobs;
  const std::size_t rounds = (requests + connections() - 1) / connections();
  return static_cast<double>(rounds) * latency / 1e3;
}

WorkloadManager::WorkloadManager(const Workload& workload) : simulator_(options_of(workload)) {
  if (workload.discovers) simulator_.order("/families", order_of_runs(workload));
  config_file_ =
      simulator_.folder().write("workload.yml", configuration_of(workload, simulator_.url()));
}

double scrape_once(const RunningExporter& exporter, const Workload& workload) {
  const GzipPage page = get_gzip_page(exporter, kTimeout);
  if (sum_of(page.text, "cckm_scrape_job_success") != static_cast<double>(workload.jobs)) {
    throw std::runtime_error("not all jobs were read");
  }
  return page.seconds;
}

void warm_up(const RunningExporter& exporter, const Workload& workload) {
  while (workload.discovers && !knows_all_history(get_gzip_page(exporter, kTimeout).text)) {
  }
  scrape_once(exporter, workload);
}

}  // namespace cckm::test
