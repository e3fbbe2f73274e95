// SPDX-License-Identifier: Apache-2.0
// Lets a real Prometheus scrape the exporter, and checks the samples that it stored.
#include "tests/e2e/prometheus.h"
#include "tests/e2e/scene.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

TEST_CASE("Prometheus stores the duration and the failed region") {
  Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  RunningExporter exporter(configuration);
  const RunningPrometheus prometheus({.jobs = {{"cckm", {.targets = {{exporter.address()}}}}}});
  CHECK(prometheus.value(R"(up{job="cckm"})") == 1.0);
  CHECK(prometheus.value("cckm_up") == 1.0);
  CHECK(prometheus.value(R"(cckm_sync_job_duration_seconds{sync_job="documented-sample"})") ==
        3.939339);
  CHECK(prometheus.value("cckm_sync_region_success == 0 and on (sync_job) "
                         R"(cckm_sync_job_info{sync_job="nightly-worldwide"})") == 0.0);
  CHECK(prometheus.value(R"(cckm_sync_region_success{sync_job="nightly-worldwide",)"
                         R"(region="eu-west-1"})") == 0.0);
  // The exporter has received Prometheus' timeout header.
  CHECK(prometheus.value("cckm_scrape_timeout_seconds") == Approx(0.5));
}
