// SPDX-License-Identifier: Apache-2.0
// Requests to a simulated CM, over real TLS: trust, tokens, and the outcome of each response.
#include "exporter/cckm/cm_client.h"

#include <future>

#include "tests/support/catch.h"
#include "tests/support/raw_peer.h"
#include "tests/unit/cckm/manager_scene.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

TEST_CASE("a job is read over TLS, by one connection and one login") {
  ManagerScene scene;
  for (int i = 0; i < 5; ++i) {
    const auto reading = scene.read();
    REQUIRE(reading.job.ok());
    CHECK(reading.answered);
    CHECK(duration_seconds(*reading.job) == Approx(3.939339));
  }
  const Stats stats = scene.simulator.stats();
  CHECK(stats.connections == 1);
  CHECK(stats.token_requests.password == 1);
  CHECK(stats.job_requests == 5);
  CHECK(stats.forbidden_requests() == 0);
}

TEST_CASE("the manager trusts a certificate of the configured authority and name") {
  SECTION("a name that the certificate has, where the address is not among its names") {
    ManagerScene scene;
    SECTION("and none is set") {
      scene.settings.tls.server_name.clear();
      CHECK(scene.reason() == "tls");
      CHECK_THAT(scene.detail(), ContainsSubstring("IP address mismatch, expected name 127.0.0.1"));
    }
    SECTION("and it is set") {
      CHECK(scene.reason() == "ok");
    }
    SECTION("and another one is set") {
      scene.settings.tls.server_name = "cm.example.com";
      CHECK(scene.reason() == "tls");
      CHECK_THAT(scene.detail(), ContainsSubstring("hostname mismatch"));
    }
  }
  SECTION("the URL's own address, if no name is set") {
    SimulatorOptions options;
    options.certificate.names = {"127.0.0.1"};
    ManagerScene scene(options);
    scene.settings.tls.server_name.clear();
    CHECK(scene.reason() == "ok");
  }
  SECTION("not an address that only the common name says") {
    SimulatorOptions options;
    options.certificate = {.common_name = "127.0.0.1", .names = {}};
    ManagerScene scene(options);
    scene.settings.tls.server_name.clear();
    CHECK(scene.reason() == "tls");
  }
  SECTION("not a wildcard for everything") {
    SimulatorOptions options;
    options.certificate.names = {"*"};
    ManagerScene scene(options);
    scene.settings.tls.server_name = "cm.example.com";
    CHECK(scene.reason() == "tls");
  }
  SECTION("not a common name that the alternative names contradict") {
    SimulatorOptions options;
    options.certificate = {.common_name = "cm.example.com", .names = {"other.example.com"}};
    ManagerScene scene(options);
    scene.settings.tls.server_name = "cm.example.com";
    CHECK(scene.reason() == "tls");
  }
  SECTION("not what has expired") {
    SimulatorOptions options;
    options.certificate.begins = -48h;
    options.certificate.ends = -24h;
    ManagerScene scene(options);
    CHECK(scene.reason() == "tls");
    CHECK_THAT(scene.detail(), ContainsSubstring("expired"));
  }
  SECTION("not what is not yet valid") {
    SimulatorOptions options;
    options.certificate.begins = 24h;
    CHECK(ManagerScene(options).reason() == "tls");
  }
  SECTION("not another authority's") {
    ManagerScene scene;
    scene.settings.tls.ca_file = scene.folder.write("other.pem", CertificateAuthority().pem());
    CHECK(scene.reason() == "tls");
    CHECK(scene.simulator.stats().requests == 0);  // the password did not leave
  }
  SECTION("not an authority that only the system would have to know") {
    ManagerScene scene;
    scene.settings.tls.ca_file.clear();
    CHECK(scene.reason() == "tls");
  }
  SECTION("anybody, if told to verify nothing") {
    ManagerScene scene;
    scene.settings.tls.ca_file.clear();
    scene.settings.tls.insecure_skip_verify = true;
    CHECK(scene.reason() == "ok");
  }
  SECTION("nobody who speaks TLS 1.1") {
    SimulatorOptions options;
    options.only_tls11 = true;
    CHECK(ManagerScene(options).reason() == "tls");
  }
  SECTION("nobody who speaks no TLS at all") {
    SimulatorOptions options;
    options.plain_http = true;
    ManagerScene scene(options);
    scene.settings.url.tls = true;
    CHECK(scene.reason() == "connect");
  }
}

TEST_CASE("the manager sends its client certificate") {
  SimulatorOptions options;
  options.require_client_certificate = true;
  ManagerScene scene(options);
  SECTION("a client with a certificate of the authority") {
    scene.use_certificate(scene.simulator.authority().issue({.common_name = "exporter"}));
    CHECK(scene.reason() == "ok");
  }
  SECTION("a client without one") {
    CHECK(scene.reason() == "tls");
  }
  SECTION("a client whose certificate has expired") {
    scene.use_certificate(scene.simulator.authority().issue(
        {.common_name = "exporter", .begins = -48h, .ends = -24h}));
    CHECK(scene.reason() == "tls");
  }
  SECTION("a key that is not the certificate's") {
    const auto mine = scene.simulator.authority().issue({});
    const auto other = scene.simulator.authority().issue({});
    scene.use_certificate({mine.certificate_pem, other.key_pem});
    CHECK_FALSE(Manager::create(scene.settings, scene.telemetry).ok());
  }
}

TEST_CASE("the end of CM's certificate is known after a verified handshake") {
  const auto now = std::chrono::system_clock::now();
  const auto left = [&](ManagerScene& scene) {
    const auto end = scene.telemetry->server_certificate_end();
    REQUIRE(end);
    return *end - now;
  };
  SimulatorOptions options;
  SECTION("the certificate ends first") {
    options.certificate.ends = 48h;
    ManagerScene scene(options);
    CHECK(scene.reason() == "ok");
    CHECK(std::chrono::abs(left(scene) - 48h) < 1min);
    CHECK(scene.reason() == "ok");  // on the kept connection
    CHECK(scene.simulator.stats().connections == 1);
    CHECK(std::chrono::abs(left(scene) - 48h) < 1min);
  }
  SECTION("the authority ends first") {
    options.certificate.ends = 24h * 1000;
    ManagerScene scene(options);
    CHECK(scene.reason() == "ok");
    CHECK(std::chrono::abs(left(scene) - 24h * 365) < 1min);
  }
  SECTION("the handshake fails because the certificate has expired") {
    options.certificate.begins = -48h;
    options.certificate.ends = -24h;
    ManagerScene scene(options);
    CHECK(scene.reason() == "tls");
    CHECK(std::chrono::abs(left(scene) + 24h) < 1min);
  }
  SECTION("nothing is verified, so that the authority does not matter") {
    options.certificate.ends = 24h * 1000;
    ManagerScene scene(options);
    scene.settings.tls.insecure_skip_verify = true;
    CHECK(scene.reason() == "ok");
    CHECK(std::chrono::abs(left(scene) - 24h * 1000) < 1min);
  }
}

TEST_CASE("the end of CM's certificate is unknown") {
  SimulatorOptions options;
  SECTION("without TLS") {
    options.plain_http = true;
    ManagerScene scene(options);
    CHECK(scene.reason() == "ok");
    CHECK_FALSE(scene.telemetry->server_certificate_end());
  }
  SECTION("before the first handshake") {
    ManagerScene scene;
    scene.reload();
    CHECK_FALSE(scene.telemetry->server_certificate_end());
  }
  SECTION("after a handshake that failed for another reason, even if the certificate has expired") {
    options.certificate.begins = -48h;
    options.certificate.ends = -24h;
    ManagerScene scene(options);
    SECTION("another name") {
      scene.settings.tls.server_name = "cm.example.com";
    }
    SECTION("another authority") {
      scene.settings.tls.ca_file = scene.folder.write("other.pem", CertificateAuthority().pem());
    }
    CHECK(scene.reason() == "tls");
    CHECK_FALSE(scene.telemetry->server_certificate_end());
  }
}

TEST_CASE("the end of the client certificate is that of the file in use") {
  const auto now = std::chrono::system_clock::now();
  ManagerScene scene;
  const auto use = [&](std::chrono::hours ends) {
    scene.use_certificate(scene.simulator.authority().issue({.ends = ends}));
  };
  const auto left = [&] {
    const auto end = scene.telemetry->client_certificate_end();
    REQUIRE(end);
    return *end - now;
  };
  scene.reload();
  CHECK_FALSE(scene.telemetry->client_certificate_end());
  use(24h);
  scene.reload();
  CHECK(std::chrono::abs(left() - 24h) < 1min);
  SECTION("a manager that does not enter service changes nothing") {
    use(48h);
    CHECK(Manager::create(scene.settings, scene.telemetry, scene.manager.get()).ok());
    CHECK(std::chrono::abs(left() - 24h) < 1min);
  }
  SECTION("after a reload of the same file with another certificate") {
    use(48h);
    scene.reload();
    CHECK(std::chrono::abs(left() - 48h) < 1min);
  }
  SECTION("after a reload without one") {
    scene.settings.tls.cert_file.clear();
    scene.settings.tls.key_file.clear();
    scene.reload();
    CHECK_FALSE(scene.telemetry->client_certificate_end());
  }
}

TEST_CASE("TLS 1.3 can be required") {
  ManagerScene scene;
  scene.settings.tls.min_version = TlsVersion::kTls13;
  CHECK(scene.reason() == "ok");
}

TEST_CASE("plain HTTP can be configured") {
  SimulatorOptions options;
  options.plain_http = true;
  CHECK(ManagerScene(options).reason() == "ok");
}

TEST_CASE("a handshake that stalls ends at the deadline") {
  RawPeer peer([](RawConnection& connection, int) { connection.await_end(); });
  ManagerScene scene;
  scene.settings.url.port = peer.port();
  const auto reading = scene.read(0, 100ms);
  CHECK(reading.job.failure().reason == Reason::kTimeout);
}

TEST_CASE("a handshake that drips ends at the deadline") {
  ManagerScene scene;
  scene.simulator.set_fault({.drip = Stage::kHandshake, .drip_interval = 5ms});
  CHECK(scene.read(0, 100ms).job.failure() ==
        Failure{Reason::kTimeout,
                "login by password as cckm-exporter: deadline in the TLS handshake"});
}

TEST_CASE("over TLS only a close_notify ends a response without a length") {
  const auto [ending, reason] = GENERATE(table<Ending, std::string>({
      {Ending::kClose, "bad_schema"},  // read to its end, but no job
      {Ending::kTruncate, "truncated"},
      {Ending::kReset, "truncated"},
  }));
  CAPTURE(reason);
  ManagerScene scene;
  scene.simulator.set_fault(
      {.kind = CallKind::kJob, .raw = "HTTP/1.1 200 OK\r\n\r\n{}", .ending = ending});
  CHECK(scene.reason() == reason);
  scene.simulator.clear_faults();
  CHECK(scene.reason() == "ok");
}

TEST_CASE("a request ends at its own timeout") {
  ManagerScene scene;
  scene.settings.timeout = 100ms;
  scene.simulator.set_fault(
      {.kind = CallKind::kJob, .cut = Stage::kStart, .ending = Ending::kStall});
  const auto begin = std::chrono::steady_clock::now();
  CHECK(scene.read(0, std::chrono::minutes(5)).job.failure().reason == Reason::kTimeout);
  CHECK(std::chrono::steady_clock::now() - begin >= 100ms);
}

TEST_CASE("a job is read on a new connection if the kept one is silent, and both requests count") {
  ManagerScene scene;
  REQUIRE(scene.read().job.ok());
  scene.simulator.set_fault({.kind = CallKind::kJob, .times = 1, .delay = 600s});
  CHECK(scene.read(0, 2s).job.ok());
  CHECK(scene.telemetry->repeated == 1);
  CHECK(scene.telemetry->started == 3);  // a login and two readings
  CHECK(scene.simulator.stats().connections == 2);
  CHECK(scene.simulator.stats().job_requests == 3);
  CHECK(scene.read().job.ok());
  CHECK(scene.telemetry->repeated == 1);
  CHECK(scene.simulator.stats().connections == 2);
}

TEST_CASE("a login is sent once, on a new connection") {
  ManagerScene scene;
  REQUIRE(scene.read().job.ok());
  scene.simulator.revoke_tokens();
  scene.simulator.set_fault({.kind = CallKind::kToken, .delay = 600s});
  const auto reading = scene.read(0, 500ms);
  REQUIRE_FALSE(reading.job.ok());
  CHECK(reading.job.failure().reason == Reason::kTimeout);
  CHECK(reading.login_failed);
  CHECK(scene.simulator.stats().requests == 4);  // a login and a job, a 401 and a login
  CHECK(scene.simulator.stats().connections == 2);
  scene.simulator.clear_faults();
  CHECK(scene.reason() == "ok");
}

TEST_CASE("each status has its reason") {
  const auto [status, reason] = GENERATE(table<unsigned, std::string>({
      {403, "forbidden"},
      {404, "not_found"},
      {418, "http_4xx"},
      {500, "http_5xx"},
      {204, "bad_schema"},
      {302, "redirect"},
  }));
  CAPTURE(status);
  ManagerScene scene;
  scene.simulator.set_fault({.kind = CallKind::kJob, .status = status});
  const auto reading = scene.read();
  REQUIRE_FALSE(reading.job.ok());
  CHECK(reason_name(reading.job.failure().reason) == reason);
  CHECK_FALSE(reading.login_failed);
  scene.simulator.clear_faults();
  CHECK(scene.reason() == "ok");
  CHECK(scene.logins() == 1);
}

TEST_CASE("a job that cannot be read is answered if CM itself responded") {
  const std::string html = "<html>sorry</html>";
  const std::string json = R"({"code":16,"codeDesc":"NCERRResourceNotFound"})";
  const auto [fault, answered] = GENERATE_COPY(table<Fault, bool>({
      {{.status = 403}, true},
      {{.status = 404, .body = json}, true},
      {{.status = 429, .body = json}, true},
      {{.status = 200, .body = json}, true},
      {{.status = 500, .body = json}, false},
      {{.status = 502, .body = html}, false},
      {{.status = 403, .body = html}, false},
      {{.status = 404, .body = json.substr(0, 20)}, false},
      {{.status = 404, .body = json, .cut = Stage::kBody}, false},
      {{.status = 200, .body = json, .cut = Stage::kBody}, false},
      {{.status = 200, .body = html}, false},
      {{.status = 204}, false},
      {{.status = 302, .body = json}, false},
      {{.status = 401, .body = json}, false},
  }));
  CAPTURE(*fault.status, fault.body.value_or(""));
  ManagerScene scene;
  Fault every_job = fault;
  every_job.kind = CallKind::kJob;
  scene.simulator.set_fault(every_job);
  const auto reading = scene.read();
  CHECK_FALSE(reading.job.ok());
  CHECK(reading.answered == answered);
}

TEST_CASE("502, 503 and 504 are retried once") {
  ManagerScene scene;
  SECTION("with success") {
    scene.simulator.set_fault({.kind = CallKind::kJob, .times = 1, .status = 503});
    CHECK(scene.reason() == "ok");
  }
  SECTION("without success") {
    scene.simulator.set_fault({.kind = CallKind::kJob, .status = 503});
    CHECK(scene.reason() == "http_5xx");
    CHECK(scene.simulator.stats().job_requests == 2);
  }
  SECTION("but not when half of the window is over") {
    scene.simulator.set_fault({.kind = CallKind::kJob, .times = 1, .status = 503});
    CHECK(scene.read_late(20s, 5s).job.failure().reason == Reason::kHttp5xx);
    CHECK(scene.simulator.stats().job_requests == 1);
  }
}

TEST_CASE("the Retry-After of a 429 is honoured for its job only") {
  ManagerScene scene;
  scene.settings.jobs.push_back(ManagerScene::job("0ea5d52e-387c-44fa-b079-21c8b768f77b"));
  scene.simulator.set_fault({.kind = CallKind::kJob,
                             .job_id = kDocumented,
                             .status = 429,
                             .headers = {{"Retry-After", "120"}}});
  CHECK(scene.reason() == "rate_limited");
  scene.simulator.clear_faults();
  CHECK(scene.reason() == "rate_limited");
  CHECK(scene.simulator.stats().job_requests == 1);
  CHECK(scene.reason(1) == "ok");
}

TEST_CASE("a revoked token is replaced within the same reading") {
  ManagerScene scene;
  CHECK(scene.reason() == "ok");
  scene.simulator.revoke_tokens();
  CHECK(scene.reason() == "ok");
  CHECK(scene.logins() == 2);
  SECTION("by the password, if the refresh token was revoked too") {
    scene.simulator.revoke_tokens();
    scene.simulator.revoke_refresh_tokens();
    CHECK(scene.reason() == "ok");
    CHECK(scene.simulator.stats().token_requests.password == 2);
  }
}

TEST_CASE("a job that CM refuses with every token costs one login only") {
  ManagerScene scene;
  scene.settings.jobs.push_back(ManagerScene::job("0ea5d52e-387c-44fa-b079-21c8b768f77b"));
  scene.simulator.set_fault({.kind = CallKind::kJob, .job_id = kDocumented, .status = 401});
  CHECK(scene.reason(1) == "ok");
  for (int i = 0; i < 10; ++i) {
    CHECK(scene.reason(0) == "auth");
    CHECK(scene.reason(1) == "ok");
  }
  CHECK(scene.logins() == 2);  // the first, and one to find out
  scene.simulator.clear_faults();
  CHECK(scene.reason(0) == "ok");
}

TEST_CASE("a CM that refuses every token causes a back-off") {
  ManagerScene scene;
  scene.simulator.set_fault({.kind = CallKind::kJob, .status = 401});
  std::vector<std::string> reasons;
  for (int i = 0; i < 6; ++i) reasons.push_back(scene.reason());
  CHECK(reasons.front() == "auth");
  CHECK(reasons.back() == "login_backoff");
  CHECK(scene.logins() <= 2);
}

TEST_CASE("a wrong password is sent once") {
  ManagerScene scene;
  scene.use_password("wrong");
  const auto first = scene.read();
  CHECK(first.job.failure().reason == Reason::kAuth);
  CHECK(first.login_failed);
  CHECK_FALSE(first.answered);
  for (int i = 0; i < 10; ++i) CHECK(scene.reason() == "login_backoff");
  CHECK(scene.logins() == 1);
}

TEST_CASE("other credentials") {
  ManagerScene scene;
  SECTION("a refresh token") {
    const auto file = scene.folder.write("refresh", scene.simulator.mint_refresh_token());
    scene.settings.auth = RefreshTokenAuth{SecretFile{file}};
    CHECK(scene.reason() == "ok");
    CHECK(scene.simulator.stats().token_requests.password == 0);
  }
  SECTION("a bearer token, which is replaced in its file when it ends") {
    const auto file = scene.folder.write("bearer", scene.simulator.mint_token());
    scene.settings.auth = BearerAuth{SecretFile{file}};
    CHECK(scene.reason() == "ok");
    scene.simulator.revoke_tokens();
    CHECK(scene.reason() == "auth");
    scene.folder.write("bearer", scene.simulator.mint_token());
    CHECK(scene.reason() == "ok");
    CHECK(scene.logins() == 0);
  }
}

TEST_CASE("a failure has the status of the response") {
  ManagerScene scene;
  SECTION("none without a response") {
    scene.simulator.set_fault({.cut = Stage::kStart, .ending = Ending::kReset});
    CHECK(scene.read().job.failure().status == 0);
  }
  SECTION("of an error") {
    scene.simulator.set_fault({.kind = CallKind::kJob, .status = 418});
    CHECK(scene.read().job.failure().status == 418);
  }
  SECTION("of a job that cannot be read") {
    scene.simulator.set_fault({.kind = CallKind::kJob, .body = "{"});
    CHECK(scene.read().job.failure().status == 200);
  }
  SECTION("of a login") {
    scene.simulator.set_fault({.kind = CallKind::kToken, .status = 423});
    CHECK(scene.read().job.failure().status == 423);
  }
}
