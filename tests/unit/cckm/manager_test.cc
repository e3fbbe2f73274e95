// SPDX-License-Identifier: Apache-2.0
// Reloads of a manager, and its end.
#include "exporter/cckm/manager.h"

#include <future>

#include "tests/support/catch.h"
#include "tests/support/raw_peer.h"
#include "tests/unit/cckm/manager_scene.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

TEST_CASE("a reload keeps the end of CM's certificate if it is the same CM") {
  ManagerScene scene;
  CHECK(scene.reason() == "ok");
  const auto end = scene.telemetry->server_certificate_end();
  REQUIRE(end);
  SECTION("with other jobs") {
    scene.settings.jobs.push_back(ManagerScene::job("0ea5d52e-387c-44fa-b079-21c8b768f77b"));
    scene.reload();
    CHECK(scene.telemetry->server_certificate_end() == end);
  }
  SECTION("not with another address") {
    scene.settings.url.host = "localhost";
    scene.reload();
    CHECK_FALSE(scene.telemetry->server_certificate_end());
    CHECK(scene.reason() == "ok");
    CHECK(scene.telemetry->server_certificate_end() == end);
  }
}

TEST_CASE("every reading of a cancelled manager fails at once") {
  ManagerScene scene;
  scene.simulator.set_fault(
      {.kind = CallKind::kJob, .cut = Stage::kStart, .ending = Ending::kStall});
  CHECK(scene.read(0, 50ms).job.failure().reason == Reason::kTimeout);
  scene.manager->cancel();
  CHECK(scene.read(0, std::chrono::minutes(5)).job.failure().reason == Reason::kTimeout);
}

TEST_CASE("a reload keeps the token if address, credentials and TLS settings are the same") {
  ManagerScene scene;
  CHECK(scene.reason() == "ok");
  SECTION("with other jobs and limits") {
    scene.settings.timeout = 4s;
    scene.settings.max_concurrency = 2;
    scene.settings.jobs.push_back(ManagerScene::job("0ea5d52e-387c-44fa-b079-21c8b768f77b"));
    scene.reload();
    CHECK(scene.reason(0) == "ok");
    CHECK(scene.reason(1) == "ok");
    CHECK(scene.logins() == 1);
  }
  SECTION("not with another name of the same address") {
    scene.settings.url.host = "localhost";
    scene.reload();
    CHECK(scene.reason() == "ok");
    CHECK(scene.logins() == 2);
  }
  SECTION("not with other credentials") {
    scene.use_password("wrong");
    scene.reload();
    CHECK(scene.reason() == "auth");
    CHECK(scene.logins() == 2);
  }
  SECTION("not with other TLS settings") {
    scene.settings.tls.min_version = TlsVersion::kTls13;
    scene.reload();
    CHECK(scene.reason() == "ok");
    CHECK(scene.logins() == 2);
  }
}

TEST_CASE("a reload ends a login's back-off") {
  ManagerScene scene;
  scene.use_password("wrong");
  CHECK(scene.reason() == "auth");
  CHECK(scene.reason() == "login_backoff");
  scene.simulator.set_password("wrong");
  scene.reload();
  CHECK(scene.reason() == "ok");
  CHECK(scene.logins() == 2);
}

TEST_CASE("a reload keeps the Retry-After of a job that stays") {
  ManagerScene scene;
  const std::string other = "0ea5d52e-387c-44fa-b079-21c8b768f77b";
  scene.simulator.set_fault({.job_id = kDocumented, .times = 1, .status = 429});
  CHECK(scene.reason() == "rate_limited");
  std::string id = kDocumented;
  SECTION("under the same id") {}
  SECTION("under the same id in upper case") {
    id = "AFEF70FF-311E-46C1-8EAD-E1999E8C6D46";
  }
  scene.settings.jobs = {ManagerScene::job(other), ManagerScene::job(id)};
  scene.reload();
  CHECK(scene.reason(0) == "ok");
  CHECK(scene.reason(1) == "rate_limited");
  CHECK(scene.simulator.stats().job_requests == 2);
}

TEST_CASE("the managers before and after a reload log in once together") {
  ManagerScene scene({.latency = 20ms});
  scene.read();
  scene.simulator.revoke_tokens();
  const std::shared_ptr<Manager> old = scene.manager;
  scene.reload();
  const auto now = std::chrono::steady_clock::now();
  auto before = std::async(std::launch::async, [&] { return old->read(0, 0, {now, now + 5s}); });
  CHECK(scene.reason() == "ok");
  CHECK(before.get().jobs.at(0).run.ok());
  CHECK(scene.logins() == 2);
}
