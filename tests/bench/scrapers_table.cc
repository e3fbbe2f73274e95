// SPDX-License-Identifier: Apache-2.0
// The exporter joins collections that begin within a second, so a hundred scrapers cost CM one.
#include <string>

#include "tests/bench/bench_table.h"
#include "tests/bench/data_file.h"
#include "tests/bench/many_scrapers.h"
#include "tests/bench/measure.h"
#include "tests/bench/workload.h"
#include "tests/support/process_status.h"

namespace cckm::test {

void measure_scrapers(const std::filesystem::path& folder) {
  constexpr std::size_t kScrapers = 100;
  constexpr Workload kWorkload{.jobs = 1000, .latency = 20};
  const WorkloadManager manager(kWorkload);
  RunningExporter exporter(manager.config_file(),
                           {"--web.max-requests", std::to_string(2 * kScrapers)});
  warm_up(exporter, kWorkload);
  const double requests = manager.simulator().counts().requests;
  const ScrapesAtOnce scrapes = scrape_at_once(exporter, kScrapers, kWorkload.jobs);
  const double further = manager.simulator().counts().requests - requests;
  DataFile data(folder / "scrapers.tsv", {"scrapers", "failed", "p50, ms", "p95, ms", "max, ms",
                                          "requests a job", "private memory, MiB"});
  const auto milliseconds = [&](double share) {
    return rounded(percentile(scrapes.seconds, share) * 1e3);
  };
  data.row({std::to_string(kScrapers), std::to_string(scrapes.failed), milliseconds(0.5),
            milliseconds(0.95), milliseconds(1),
            rounded(further / static_cast<double>(kWorkload.jobs)),
            rounded(peak_private_mebibytes(exporter.process().id()))});
}

}  // namespace cckm::test
