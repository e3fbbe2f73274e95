// SPDX-License-Identifier: Apache-2.0
// A real Prometheus scrapes the exporter; its API is asked for what it stored.
#include <boost/json.hpp>

#include "tests/catch.h"
#include "tests/e2e/scene.h"

using namespace cckm;

namespace {

// A Prometheus with a store and a free port of its own, scraping this exporter once a second.
class RunningPrometheus {
 public:
  explicit RunningPrometheus(const std::string& target)
      : process_({PROMETHEUS,
                  "--config.file=" + folder_.write("prometheus.yml",
                                                   "global: {scrape_interval: 1s}\n"
                                                   "scrape_configs:\n"
                                                   "  - job_name: cckm\n"
                                                   "    static_configs: [{targets: [\"" +
                                                       target + "\"]}]\n"),
                  "--storage.tsdb.path=" + (folder_.path() / "data").string(),
                  "--web.listen-address=127.0.0.1:0"}) {
    const std::string line = process_.await_line("Listening on");
    const auto begin = line.find("address=") + 8;
    address_ = line.substr(begin, line.find(' ', begin) - begin);
    process_.await_line("Server is ready to receive web requests");
  }

  // The value of the only series that an instant query finds; asks until there is one.
  double value(const std::string& query) const {
    for (;;) {
      const auto answer =
          boost::json::parse(http_get(address_, "/api/v1/query?query=" + query).body());
      const auto& result = answer.at("data").at("result").as_array();
      if (result.size() == 1) {
        return std::stod(std::string(result[0].at("value").at(1).as_string()));
      }
      REQUIRE(result.empty());
    }
  }

 private:
  TemporaryFolder folder_;
  Process process_;
  std::string address_;
};

}  // namespace

TEST_CASE("Prometheus stores the duration and the failed region") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  const RunningPrometheus prometheus(exporter.address());
  CHECK(prometheus.value("up%7Bjob=%22cckm%22%7D") == 1.0);
  CHECK(prometheus.value("cckm_up") == 1.0);
  CHECK(prometheus.value("cckm_sync_job_duration_seconds%7Bsync_job=%22documented-sample%22%7D") ==
        3.939339);
  CHECK(prometheus.value("cckm_sync_region_success==0%20and%20on(sync_job)%20"
                         "cckm_sync_job_info%7Bsync_job=%22nightly-worldwide%22%7D") == 0.0);
  CHECK(prometheus.value("cckm_sync_region_success%7Bsync_job=%22nightly-worldwide%22,"
                         "region=%22eu-west-1%22%7D") == 0.0);
  // What Prometheus says of its own deadline has reached us.
  CHECK(prometheus.value("cckm_scrape_timeout_seconds") == Approx(0.5));
}
