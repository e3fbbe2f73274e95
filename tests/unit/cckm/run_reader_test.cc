// SPDX-License-Identifier: Apache-2.0
// What is made of responses with runs, read through a manager.
#include "exporter/cckm/run_reader.h"

#include <future>

#include "tests/support/catch.h"
#include "tests/support/raw_peer.h"
#include "tests/unit/cckm/manager_scene.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

TEST_CASE("an anomaly of CM is reported, and the job is read") {
  SECTION("fault 13: its clock is an hour ahead") {
    SimulatorOptions options;
    options.clock = [] { return std::chrono::system_clock::now() + 1h; };
    ManagerScene scene(options);
    const auto reading = scene.read();
    REQUIRE(reading.job.ok());
    CHECK(reading.anomalies == std::vector<Anomaly>{{AnomalyKind::kClockDiffers}});
    CHECK(reading.job->anomalies.empty());
  }
  SECTION("fault 14: it does not say how long a token lives") {
    ManagerScene scene;
    const std::string body = R"({"jwt":")" + scene.simulator.mint_token() + R"(","duration":-1})";
    scene.simulator.set_fault({.kind = CallKind::kToken, .body = body});
    for (int i = 0; i < 3; ++i) {
      const auto reading = scene.read();
      REQUIRE(reading.job.ok());
      CHECK(reading.anomalies == std::vector<Anomaly>{{AnomalyKind::kTokenLifeUnusable}});
    }
    CHECK(scene.logins() == 1);
  }
  SECTION("none") {
    ManagerScene scene;
    CHECK(scene.read().anomalies.empty());
  }
}

TEST_CASE("fault 35: a job that begins in the future") {
  ManagerScene scene;
  const std::string body = R"({"id":")" + kDocumented + R"(","overall_status":"in_progress",)" +
                           R"("createdAt":"9999-12-31T23:59:59Z"})";
  scene.simulator.set_fault({.kind = CallKind::kJob, .body = body});
  const auto reading = scene.read();
  REQUIRE(reading.job.ok());
  CHECK(reading.job->anomalies == std::vector<Anomaly>{{AnomalyKind::kBeginsInTheFuture}});
}

TEST_CASE("the texts of the configuration decide about the regions of a job") {
  ManagerScene scene;
  scene.settings.success_texts = {"is fine"};
  scene.settings.failure_texts = {{RegionError::kQuota, "no room"}};
  const std::string body = R"({"id":")" + kDocumented + R"(","overall_status":"completed",)" +
                           R"("createdAt":"2020-11-05T06:38:25Z",)" +
                           R"("detailed_status":{"a":"a is fine","b":"no room left"}})";
  scene.simulator.set_fault({.kind = CallKind::kJob, .body = body});
  const auto reading = scene.read();
  REQUIRE(reading.job.ok());
  CHECK(reading.job->regions ==
        std::vector<RegionOutcome>{{"", "", "a", RegionStatus::kSucceeded},
                                   {"", "", "b", RegionStatus::kFailed, RegionError::kQuota}});
}

TEST_CASE("fault 66: texts for the page and the log contain no secrets") {
  ManagerScene scene;
  const std::string secret = GENERATE("simulated-password", "73696d756c617465642d70617373776F7264");
  const std::string body = R"({"id":")" + kDocumented + R"(","overall_status":")" + secret +
                           R"(","createdAt":"2020-11-05T06:38:25Z","kms":["kms",")" + secret +
                           R"("],"detailed_status":{"projects/)" + secret +
                           R"(/locations/eu/keyRings/ring":"success","x-)" + secret +
                           R"(":"success","y":"given to )" + secret.substr(4) + R"(","z":")" +
                           std::string(300, 'z') + R"("}})";
  scene.simulator.set_fault({.kind = CallKind::kJob, .body = body});
  const auto reading = scene.read();
  REQUIRE(reading.job.ok());
  const SyncJob& job = *reading.job;
  CHECK(job.anomalies == std::vector<Anomaly>{{AnomalyKind::kUnknownStatus, "<redacted>"}});
  CHECK(job.containers == std::vector<std::string>{"kms", "<redacted>"});
  CHECK(job.regions ==
        std::vector<RegionOutcome>{{"<redacted>", "eu", "ring", RegionStatus::kSucceeded},
                                   {"", "", "<redacted>", RegionStatus::kSucceeded},
                                   {"", "", "y", RegionStatus::kFailed},
                                   {"", "", "z", RegionStatus::kFailed}});
  CHECK(job.failures == std::vector<RegionFailure>{{2, "<redacted>"}, {3, std::string(200, 'z')}});
}
