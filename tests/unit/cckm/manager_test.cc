// SPDX-License-Identifier: Apache-2.0
// One manager against a simulated CM, over real TLS: trust, tokens, and the outcome of each
// response.
#include "exporter/cckm/manager.h"

#include <csignal>
#include <future>

#include "tests/simulator/simulator.h"
#include "tests/support/catch.h"
#include "tests/support/raw_peer.h"
#include "tests/support/temporary_folder.h"
#include "tests/unit/cckm/counting_telemetry.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

// As main() does, so that a closed connection is an error code.
[[maybe_unused]] const auto sigpipe_before = std::signal(SIGPIPE, SIG_IGN);

const std::string kDocumented = "afef70ff-311e-46c1-8ead-e1999e8c6d46";

// A manager of one simulator, whose settings the test changes before the first read.
class Scene {
 public:
  explicit Scene(const SimulatorOptions& options = {}) : simulator(options) {
    settings.name = "cm";
    const auto colon = simulator.url().rfind(':');
    settings.url = {
        .tls = !options.plain_http,
        .host = "127.0.0.1",
        .port = static_cast<std::uint16_t>(std::stoi(simulator.url().substr(colon + 1)))};
    settings.tls.ca_file = folder.write("ca.pem", simulator.ca_pem());
    settings.tls.server_name = "web.keysecure.local";
    settings.max_concurrency = 1;
    use_password("simulated-password");
    settings.jobs = {job(kDocumented)};
  }

  static JobSettings job(const std::string& id) {
    return {.id = id, .name = id, .endpoint = find_endpoint("aws", "keys")};
  }
  void use_password(const std::string& password) {
    PasswordAuth auth;
    auth.username = "cckm-exporter";
    auth.password = Secret(password);
    settings.auth = auth;
  }
  void use_certificate(const Credential& credential) {
    settings.tls.cert_file = folder.write("client.pem", credential.certificate_pem);
    settings.tls.key_file = folder.write("client.key", credential.key_pem);
  }

  Reading read(std::size_t job = 0, std::chrono::milliseconds time = 5s) {
    return read_late(0s, time, job);
  }
  // Reads in a collection that began `ago` and has `left`.
  Reading read_late(std::chrono::milliseconds ago, std::chrono::milliseconds left,
                    std::size_t job = 0) {
    if (!manager) manager = std::move(Manager::create(settings, telemetry).value());
    const auto now = std::chrono::steady_clock::now();
    return manager->read(0, job, {now - ago, now + left});
  }
  // Replaces the manager as a reload does.
  void reload() {
    manager = std::move(Manager::create(settings, telemetry, manager.get()).value());
    manager->enter_service();
  }
  std::string reason(std::size_t job = 0) {
    const auto reading = read(job);
    return std::string(reading.job ? "ok" : reason_name(reading.job.failure().reason));
  }
  std::string detail() { return read().job.failure().detail; }
  std::uint64_t logins() const {
    const auto counts = simulator.stats().token_requests;
    return counts.password + counts.refresh_token;
  }

  TemporaryFolder folder;
  std::shared_ptr<CountingTelemetry> telemetry = std::make_shared<CountingTelemetry>();
  Simulator simulator;
  ManagerSettings settings;
  std::shared_ptr<Manager> manager;
};

}  // namespace

TEST_CASE("a job is read over TLS, by one connection and one login") {
  Scene scene;
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
    Scene scene;
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
    Scene scene(options);
    scene.settings.tls.server_name.clear();
    CHECK(scene.reason() == "ok");
  }
  SECTION("not an address that only the common name says") {
    SimulatorOptions options;
    options.certificate = {.common_name = "127.0.0.1", .names = {}};
    Scene scene(options);
    scene.settings.tls.server_name.clear();
    CHECK(scene.reason() == "tls");
  }
  SECTION("not a wildcard for everything") {
    SimulatorOptions options;
    options.certificate.names = {"*"};
    Scene scene(options);
    scene.settings.tls.server_name = "cm.example.com";
    CHECK(scene.reason() == "tls");
  }
  SECTION("not a common name that the alternative names contradict") {
    SimulatorOptions options;
    options.certificate = {.common_name = "cm.example.com", .names = {"other.example.com"}};
    Scene scene(options);
    scene.settings.tls.server_name = "cm.example.com";
    CHECK(scene.reason() == "tls");
  }
  SECTION("not what has expired") {
    SimulatorOptions options;
    options.certificate.begins = -48h;
    options.certificate.ends = -24h;
    Scene scene(options);
    CHECK(scene.reason() == "tls");
    CHECK_THAT(scene.detail(), ContainsSubstring("expired"));
  }
  SECTION("not what is not yet valid") {
    SimulatorOptions options;
    options.certificate.begins = 24h;
    CHECK(Scene(options).reason() == "tls");
  }
  SECTION("not another authority's") {
    Scene scene;
    scene.settings.tls.ca_file = scene.folder.write("other.pem", CertificateAuthority().pem());
    CHECK(scene.reason() == "tls");
    CHECK(scene.simulator.stats().requests == 0);  // the password did not leave
  }
  SECTION("not an authority that only the system would have to know") {
    Scene scene;
    scene.settings.tls.ca_file.clear();
    CHECK(scene.reason() == "tls");
  }
  SECTION("anybody, if told to verify nothing") {
    Scene scene;
    scene.settings.tls.ca_file.clear();
    scene.settings.tls.insecure_skip_verify = true;
    CHECK(scene.reason() == "ok");
  }
  SECTION("nobody who speaks TLS 1.1") {
    SimulatorOptions options;
    options.only_tls11 = true;
    CHECK(Scene(options).reason() == "tls");
  }
  SECTION("nobody who speaks no TLS at all") {
    SimulatorOptions options;
    options.plain_http = true;
    Scene scene(options);
    scene.settings.url.tls = true;
    CHECK(scene.reason() == "connect");
  }
}

TEST_CASE("the manager sends its client certificate") {
  SimulatorOptions options;
  options.require_client_certificate = true;
  Scene scene(options);
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
  const auto left = [&](Scene& scene) {
    const auto end = scene.telemetry->server_certificate_end();
    REQUIRE(end);
    return *end - now;
  };
  SimulatorOptions options;
  SECTION("the certificate ends first") {
    options.certificate.ends = 48h;
    Scene scene(options);
    CHECK(scene.reason() == "ok");
    CHECK(std::chrono::abs(left(scene) - 48h) < 1min);
    CHECK(scene.reason() == "ok");  // on the kept connection
    CHECK(scene.simulator.stats().connections == 1);
    CHECK(std::chrono::abs(left(scene) - 48h) < 1min);
  }
  SECTION("the authority ends first") {
    options.certificate.ends = 24h * 1000;
    Scene scene(options);
    CHECK(scene.reason() == "ok");
    CHECK(std::chrono::abs(left(scene) - 24h * 365) < 1min);
  }
  SECTION("the handshake fails because the certificate has expired") {
    options.certificate.begins = -48h;
    options.certificate.ends = -24h;
    Scene scene(options);
    CHECK(scene.reason() == "tls");
    CHECK(std::chrono::abs(left(scene) + 24h) < 1min);
  }
  SECTION("nothing is verified, so that the authority does not matter") {
    options.certificate.ends = 24h * 1000;
    Scene scene(options);
    scene.settings.tls.insecure_skip_verify = true;
    CHECK(scene.reason() == "ok");
    CHECK(std::chrono::abs(left(scene) - 24h * 1000) < 1min);
  }
}

TEST_CASE("the end of CM's certificate is unknown") {
  SimulatorOptions options;
  SECTION("without TLS") {
    options.plain_http = true;
    Scene scene(options);
    CHECK(scene.reason() == "ok");
    CHECK_FALSE(scene.telemetry->server_certificate_end());
  }
  SECTION("before the first handshake") {
    Scene scene;
    scene.reload();
    CHECK_FALSE(scene.telemetry->server_certificate_end());
  }
  SECTION("after a handshake that failed for another reason, even if the certificate has expired") {
    options.certificate.begins = -48h;
    options.certificate.ends = -24h;
    Scene scene(options);
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

TEST_CASE("a reload keeps the end of CM's certificate if it is the same CM") {
  Scene scene;
  CHECK(scene.reason() == "ok");
  const auto end = scene.telemetry->server_certificate_end();
  REQUIRE(end);
  SECTION("with other jobs") {
    scene.settings.jobs.push_back(Scene::job("0ea5d52e-387c-44fa-b079-21c8b768f77b"));
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

TEST_CASE("the end of the client certificate is that of the file in use") {
  const auto now = std::chrono::system_clock::now();
  Scene scene;
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
  Scene scene;
  scene.settings.tls.min_version = TlsVersion::kTls13;
  CHECK(scene.reason() == "ok");
}

TEST_CASE("plain HTTP can be configured") {
  SimulatorOptions options;
  options.plain_http = true;
  CHECK(Scene(options).reason() == "ok");
}

TEST_CASE("a handshake that stalls ends at the deadline") {
  RawPeer peer([](RawConnection& connection, int) { connection.await_end(); });
  Scene scene;
  scene.settings.url.port = peer.port();
  const auto reading = scene.read(0, 100ms);
  CHECK(reading.job.failure().reason == Reason::kTimeout);
}

TEST_CASE("a handshake that drips ends at the deadline") {
  Scene scene;
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
  Scene scene;
  scene.simulator.set_fault(
      {.kind = CallKind::kJob, .raw = "HTTP/1.1 200 OK\r\n\r\n{}", .ending = ending});
  CHECK(scene.reason() == reason);
  scene.simulator.clear_faults();
  CHECK(scene.reason() == "ok");
}

TEST_CASE("a request ends at its own timeout") {
  Scene scene;
  scene.settings.timeout = 100ms;
  scene.simulator.set_fault(
      {.kind = CallKind::kJob, .cut = Stage::kStart, .ending = Ending::kStall});
  const auto begin = std::chrono::steady_clock::now();
  CHECK(scene.read(0, std::chrono::minutes(5)).job.failure().reason == Reason::kTimeout);
  CHECK(std::chrono::steady_clock::now() - begin >= 100ms);
}

TEST_CASE("a job is read on a new connection if the kept one is silent, and both requests count") {
  Scene scene;
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
  Scene scene;
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
  Scene scene;
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
  Scene scene;
  Fault every_job = fault;
  every_job.kind = CallKind::kJob;
  scene.simulator.set_fault(every_job);
  const auto reading = scene.read();
  CHECK_FALSE(reading.job.ok());
  CHECK(reading.answered == answered);
}

TEST_CASE("502, 503 and 504 are retried once") {
  Scene scene;
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
  Scene scene;
  scene.settings.jobs.push_back(Scene::job("0ea5d52e-387c-44fa-b079-21c8b768f77b"));
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
  Scene scene;
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
  Scene scene;
  scene.settings.jobs.push_back(Scene::job("0ea5d52e-387c-44fa-b079-21c8b768f77b"));
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
  Scene scene;
  scene.simulator.set_fault({.kind = CallKind::kJob, .status = 401});
  std::vector<std::string> reasons;
  for (int i = 0; i < 6; ++i) reasons.push_back(scene.reason());
  CHECK(reasons.front() == "auth");
  CHECK(reasons.back() == "login_backoff");
  CHECK(scene.logins() <= 2);
}

TEST_CASE("a wrong password is sent once") {
  Scene scene;
  scene.use_password("wrong");
  const auto first = scene.read();
  CHECK(first.job.failure().reason == Reason::kAuth);
  CHECK(first.login_failed);
  CHECK_FALSE(first.answered);
  for (int i = 0; i < 10; ++i) CHECK(scene.reason() == "login_backoff");
  CHECK(scene.logins() == 1);
}

TEST_CASE("other credentials") {
  Scene scene;
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

TEST_CASE("every reading of a cancelled manager fails at once") {
  Scene scene;
  scene.simulator.set_fault(
      {.kind = CallKind::kJob, .cut = Stage::kStart, .ending = Ending::kStall});
  CHECK(scene.read(0, 50ms).job.failure().reason == Reason::kTimeout);
  scene.manager->cancel();
  CHECK(scene.read(0, std::chrono::minutes(5)).job.failure().reason == Reason::kTimeout);
}

TEST_CASE("a failure has the status of the response") {
  Scene scene;
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

TEST_CASE("an anomaly of CM is reported, and the job is read") {
  SECTION("fault 13: its clock is an hour ahead") {
    SimulatorOptions options;
    options.clock = [] { return std::chrono::system_clock::now() + 1h; };
    Scene scene(options);
    const auto reading = scene.read();
    REQUIRE(reading.job.ok());
    CHECK(reading.anomalies == std::vector<Anomaly>{{AnomalyKind::kClockDiffers}});
    CHECK(reading.job->anomalies.empty());
  }
  SECTION("fault 14: it does not say how long a token lives") {
    Scene scene;
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
    Scene scene;
    CHECK(scene.read().anomalies.empty());
  }
}

TEST_CASE("fault 35: a job that begins in the future") {
  Scene scene;
  const std::string body = R"({"id":")" + kDocumented + R"(","overall_status":"in_progress",)" +
                           R"("createdAt":"9999-12-31T23:59:59Z"})";
  scene.simulator.set_fault({.kind = CallKind::kJob, .body = body});
  const auto reading = scene.read();
  REQUIRE(reading.job.ok());
  CHECK(reading.job->anomalies == std::vector<Anomaly>{{AnomalyKind::kBeginsInTheFuture}});
}

TEST_CASE("the texts of the configuration decide about the regions of a job") {
  Scene scene;
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
  Scene scene;
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
  CHECK(job.container == "<redacted>");
  CHECK(job.regions ==
        std::vector<RegionOutcome>{{"<redacted>", "eu", "ring", RegionStatus::kSucceeded},
                                   {"", "", "<redacted>", RegionStatus::kSucceeded},
                                   {"", "", "y", RegionStatus::kFailed},
                                   {"", "", "z", RegionStatus::kFailed}});
  CHECK(job.failures == std::vector<RegionFailure>{{2, "<redacted>"}, {3, std::string(200, 'z')}});
}

TEST_CASE("a reload keeps the token if address, credentials and TLS settings are the same") {
  Scene scene;
  CHECK(scene.reason() == "ok");
  SECTION("with other jobs and limits") {
    scene.settings.timeout = 4s;
    scene.settings.max_concurrency = 2;
    scene.settings.jobs.push_back(Scene::job("0ea5d52e-387c-44fa-b079-21c8b768f77b"));
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
  Scene scene;
  scene.use_password("wrong");
  CHECK(scene.reason() == "auth");
  CHECK(scene.reason() == "login_backoff");
  scene.simulator.set_password("wrong");
  scene.reload();
  CHECK(scene.reason() == "ok");
  CHECK(scene.logins() == 2);
}

TEST_CASE("a reload keeps the Retry-After of a job that stays") {
  Scene scene;
  const std::string other = "0ea5d52e-387c-44fa-b079-21c8b768f77b";
  scene.simulator.set_fault({.job_id = kDocumented, .times = 1, .status = 429});
  CHECK(scene.reason() == "rate_limited");
  std::string id = kDocumented;
  SECTION("under the same id") {}
  SECTION("under the same id in upper case") {
    id = "AFEF70FF-311E-46C1-8EAD-E1999E8C6D46";
  }
  scene.settings.jobs = {Scene::job(other), Scene::job(id)};
  scene.reload();
  CHECK(scene.reason(0) == "ok");
  CHECK(scene.reason(1) == "rate_limited");
  CHECK(scene.simulator.stats().job_requests == 2);
}

TEST_CASE("the managers before and after a reload log in once together") {
  Scene scene({.latency = 20ms});
  scene.read();
  scene.simulator.revoke_tokens();
  const std::shared_ptr<Manager> old = scene.manager;
  scene.reload();
  const auto now = std::chrono::steady_clock::now();
  auto before = std::async(std::launch::async, [&] { return old->read(0, 0, {now, now + 5s}); });
  CHECK(scene.reason() == "ok");
  CHECK(before.get().job.ok());
  CHECK(scene.logins() == 2);
}
