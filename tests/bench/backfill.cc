// SPDX-License-Identifier: Apache-2.0
// Reads the present from /federate, and makes blocks with promtool.
#include "tests/bench/backfill.h"

#include <fstream>
#include <sstream>
#include <stdexcept>
#include <vector>

#include "tests/bench/measure.h"
#include "tests/e2e/eventually.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {
namespace {

// Prometheus looks for new blocks once a minute.
constexpr std::chrono::seconds kLoading{150};

std::string federated(const RunningPrometheus& prometheus, const std::set<std::string>& selectors) {
  std::string target = "/federate?";
  for (const auto& selector : selectors) target += "match[]=" + percent_encoded(selector) + '&';
  return prometheus.text(target);
}

// Returns the times of the samples, each as the end of a line.
std::vector<std::string> line_ends(const Past& past) {
  std::vector<std::string> ends;
  for (auto time = past.end - past.length; time < past.end; time += past.step) {
    const auto since = std::chrono::duration_cast<std::chrono::seconds>(time.time_since_epoch());
    ends.push_back(' ' + std::to_string(since.count()) + '\n');
  }
  return ends;
}

// Writes each series of a page in text format with these samples. OpenMetrics without types.
void write_openmetrics(const std::string& page, const Past& past, const std::string& file) {
  const auto ends = line_ends(past);
  std::istringstream lines(page);
  std::ofstream out(file);
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    line.erase(line.rfind(' '));  // its time
    for (const auto& end : ends) out << line << end;
  }
  out << "# EOF\n";
}

void make_blocks(const std::string& file, const std::string& folder) {
  Process promtool({chosen_program("CCKM_PROMTOOL", PROMTOOL), "tsdb", "create-blocks-from",
                    "--quiet", "--max-block-duration=24h", "openmetrics", file, folder});
  if (promtool.wait() != 0) throw std::runtime_error("promtool: " + promtool.output());
}

}  // namespace

void backfill(const RunningPrometheus& prometheus, const std::set<std::string>& selectors,
              const Past& past) {
  const TemporaryFolder folder;
  const std::string file = (folder.path() / "past.txt").string();
  write_openmetrics(federated(prometheus, selectors), past, file);
  make_blocks(file, prometheus.store().string());
  const auto first = std::chrono::duration<double>((past.end - past.length).time_since_epoch());
  const auto is_loaded = [&] {
    const auto page = prometheus.text("/metrics");
    const auto begin = page.find("\nprometheus_tsdb_lowest_timestamp_seconds ");
    return std::stod(page.substr(page.find(' ', begin))) <= first.count() + 1;
  };
  if (!eventually(is_loaded, kLoading)) throw std::runtime_error("the blocks are not loaded");
}

}  // namespace cckm::test
