// SPDX-License-Identifier: Apache-2.0
// The simulator's own extra jobs have three regions each, so it is ordered to send other bodies.
#include "tests/bench/bench_table.h"

#include <boost/json.hpp>
#include <chrono>
#include <utility>
#include <vector>

#include "tests/bench/data_file.h"
#include "tests/bench/gzip_page.h"
#include "tests/bench/measure.h"
#include "tests/bench/workload.h"
#include "tests/simulator/sample_jobs.h"
#include "tests/support/process_status.h"

namespace cckm::test {
namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr std::size_t kRegionsOfJob = 1000;            // the exporter's limit, by default
constexpr std::size_t kRegions[] = {20'000, 100'000};  // of CM
constexpr int kScrapes = 5;

// Returns the order for the simulator that gives a job its regions.
std::string order_of_regions(std::size_t number) {
  SimulatedJob job = extra_job(number, std::chrono::system_clock::now());
  job.regions.clear();
  for (std::size_t region = 0; region < kRegionsOfJob; ++region) {
    job.regions.push_back(
        {"123456789012/region-" + std::to_string(region), success_text(*job.endpoint)});
  }
  job.run.regions_done = kRegionsOfJob;
  return boost::json::serialize(boost::json::object{
      {"kind", "job"}, {"job_id", job.id}, {"body", body_at(job, job.run.updated)}});
}

struct Page {
  std::string text;
  std::size_t sent_bytes;
  double seconds;
};

Page get_page(const RunningExporter& exporter, bool compressed) {
  if (compressed) {
    GzipPage page = get_gzip_page(exporter);
    return {std::move(page.text), page.sent_bytes, page.seconds};
  }
  const auto begin = SteadyClock::now();
  const HttpReply reply = exporter.get("/metrics");
  const std::chrono::duration<double> took = SteadyClock::now() - begin;
  return {reply.body(), reply.body().size(), took.count()};
}

void measure(DataFile& data, std::size_t regions, bool compressed) {
  const Workload workload{.jobs = regions / kRegionsOfJob};
  const WorkloadManager manager(workload);
  for (std::size_t job = 1; job <= workload.jobs; ++job) {
    manager.simulator().order("/faults", order_of_regions(job));
  }
  RunningExporter exporter(manager.config_file());
  warm_up(exporter, workload);
  Page page;
  std::vector<double> seconds;
  for (int i = 0; i < kScrapes; ++i) {
    page = get_page(exporter, compressed);
    seconds.push_back(page.seconds);
  }
  data.row({std::to_string(regions),
            std::to_string(values_of(page.text, "cckm_sync_region_success").size()),
            compressed ? "gzip" : "plain", rounded(median(std::move(seconds)) * 1e3),
            rounded(static_cast<double>(page.sent_bytes) / 1024),
            rounded(peak_private_mebibytes(exporter.process().id()))});
}

}  // namespace

void measure_region_pages(const std::filesystem::path& folder) {
  DataFile data(folder / "regions.tsv", {"regions of CM", "regions on the page", "page",
                                         "median, ms", "sent, KiB", "private memory, MiB"});
  for (const std::size_t regions : kRegions) {
    for (const bool compressed : {false, true}) measure(data, regions, compressed);
  }
}

}  // namespace cckm::test
