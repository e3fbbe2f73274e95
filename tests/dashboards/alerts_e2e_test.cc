// SPDX-License-Identifier: Apache-2.0
// Tests the whole chain: a region fails in CM, Alertmanager gets an alert, and the alert ends.
#include <boost/json.hpp>
#include <optional>

#include "tests/dashboards/alertmanager.h"
#include "tests/dashboards/hasty_rules.h"
#include "tests/dashboards/proved.h"
#include "tests/e2e/eventually.h"
#include "tests/e2e/prometheus.h"
#include "tests/e2e/scene.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

namespace {

namespace json = boost::json;

constexpr const char* kRegionFailed = "CckmSyncRegionFailed";
constexpr const char* kJobFailed = "CckmSyncJobFailed";

// Simulator, exporter, Prometheus and Alertmanager, with one job. At first the job is successful.
struct AlertScene {
  AlertScene() {
    REQUIRE(simulator.heal_region(job_id, "eu-west-1"));
    configuration.add(simulator, {.name = "production", .names = {"nightly-worldwide"}});
    exporter.emplace(configuration);
    const ScrapeJob job{.targets = {{exporter->address()}}, .honor_labels = true};
    prometheus.emplace(PrometheusChoice{.jobs = {{"cckm", job}},
                                        .rule_files = rules.files(),
                                        .alertmanager = alertmanager.address()});
  }

  // Blocks until there are `wanted` alerts of this name, and returns them.
  json::array await(const std::string& name, std::size_t wanted) const {
    json::array last;
    const bool came =
        eventually([&] { return (last = alertmanager.alerts(name)).size() == wanted; });
    INFO(name << ": " << json::serialize(last));
    REQUIRE(came);
    return last;
  }

  const std::string job_id = "0ea5d52e-387c-44fa-b079-21c8b768f77b";
  Simulator simulator;
  Configuration configuration;
  std::optional<RunningExporter> exporter;
  HastyRules rules;
  RunningAlertmanager alertmanager;
  std::optional<RunningPrometheus> prometheus;
};

}  // namespace

TEST_CASE("a failed region makes an alert in Alertmanager until it succeeds", "[chain]") {
  Proved proved("alerts_e2e");
  AlertScene scene;
  const std::string region = R"(region:cckm_sync_region_success:max{region="us-east-1"})";
  CHECK(scene.prometheus->value(region) == 1.0);
  CHECK(scene.alertmanager.alerts(kRegionFailed).empty());

  REQUIRE(scene.simulator.fail_region(scene.job_id, "us-east-1"));
  const auto alerts = scene.await(kRegionFailed, 1);
  CHECK(alerts[0].at("labels") == json::value{{"alertname", kRegionFailed},
                                              {"severity", "warning"},
                                              {"job", "cckm"},
                                              {"manager", "production"},
                                              {"sync_job", "nightly-worldwide"},
                                              {"account", "123456789012"},
                                              {"region", "us-east-1"}});
  CHECK(alerts[0].at("annotations").at("summary") ==
        "nightly-worldwide (production): 123456789012 us-east-1 failed");
  // The alert of the region is suppressed because the job alert already names the region.
  scene.await(kJobFailed, 1);
  const auto inhibited = scene.alertmanager.alerts(kRegionFailed);
  CHECK(inhibited.at(0).at("status").at("state") == "suppressed");

  REQUIRE(scene.simulator.heal_region(scene.job_id, "us-east-1"));
  scene.await(kRegionFailed, 0);
  scene.await(kJobFailed, 0);
  proved.add("CckmSyncRegionFailed fires in Alertmanager and is resolved");
}
