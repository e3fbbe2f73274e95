// SPDX-License-Identifier: Apache-2.0
// From a region that fails in CM to an alert that Alertmanager holds, and back.
#include <boost/json.hpp>
#include <optional>

#include "tests/dashboards/alertmanager.h"
#include "tests/dashboards/hasty_rules.h"
#include "tests/dashboards/proved.h"
#include "tests/e2e/patience.h"
#include "tests/e2e/prometheus.h"
#include "tests/e2e/scene.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

namespace {

namespace json = boost::json;

constexpr const char* kRegionFailed = "CckmSyncRegionFailed";
constexpr const char* kJobFailed = "CckmSyncJobFailed";

// CM, exporter, Prometheus and Alertmanager, with one job that at first goes well everywhere.
struct Scene {
  Scene() {
    REQUIRE(simulator.heal_region(job_id, "eu-west-1"));
    configuration.add(simulator, {.name = "production", .names = {"nightly-worldwide"}});
    exporter.emplace(configuration);
    prometheus.emplace(PrometheusChoice{.targets = {{"cckm", {exporter->address()}}},
                                        .rule_files = rules.files(),
                                        .alertmanager = alertmanager.address()});
  }

  // The alerts of this name, once they are as many; fails if they never are.
  json::array await(const std::string& name, std::size_t wanted) const {
    json::array last;
    const bool came = in_time([&] { return (last = alertmanager.alerts(name)).size() == wanted; });
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

TEST_CASE("a region that fails is an alert at Alertmanager, until it succeeds") {
  Proved proved;
  Scene scene;
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
        "Keys were not synchronized in 123456789012 us-east-1");
  // The alert of the job has its regions in its text, so they are not told of once more.
  scene.await(kJobFailed, 1);
  const auto inhibited = scene.alertmanager.alerts(kRegionFailed);
  CHECK(inhibited.at(0).at("status").at("state") == "suppressed");

  REQUIRE(scene.simulator.heal_region(scene.job_id, "us-east-1"));
  scene.await(kRegionFailed, 0);
  scene.await(kJobFailed, 0);
  proved.add("CckmSyncRegionFailed reaches Alertmanager and leaves it again");
}
