// SPDX-License-Identifier: Apache-2.0
// The series of one manager: their creation, their values, their removal.
#include "exporter/metrics/manager_telemetry.h"

#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/exposition_parser.h"
#include "tests/support/page_text.h"
#include "tests/unit/metrics/system_time.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;
using Series = std::map<std::string, double>;

constexpr auto kPath = "/job/{id}";
const std::string kLabels = "{manager=\"m\",path=\"/job/{id}\"";

// A registry, and the telemetry of the manager m in it.
struct Scene {
  Scene() {
    telemetry.expect(std::vector{std::string_view("password")}, std::vector<std::string>{kPath});
  }

  Series series() const {
    const Exposition exposition = parse_exposition(page_text([this](PageWriter& page) {
      for (const auto& family : registry.Collect()) page.add(family);
    }));
    CAPTURE(exposition.problems);
    CHECK(exposition.problems.empty());
    return exposition.samples;
  }
  double value(const std::string& name) const { return series().at(name); }

  prometheus::Registry registry;
  TelemetryFamilies families{registry};
  ManagerTelemetry telemetry{families, "m"};
};

TEST_CASE("expected grants and endpoints have counters at 0") {
  const Scene scene;
  const Series series = scene.series();
  CHECK(series.at("cckm_token_requests_total{grant=\"password\",manager=\"m\"}") == 0);
  CHECK(series.at("cckm_token_request_failures_total{manager=\"m\",reason=\"auth\"}") == 0);
  CHECK(series.at("cckm_api_requests_total" + kLabels + "}") == 0);
  CHECK(series.at("cckm_api_request_failures_total" + kLabels + ",reason=\"dns\"}") == 0);
  CHECK(series.at("cckm_api_request_duration_seconds_count" + kLabels + "}") == 0);
  CHECK_FALSE(series.contains("cckm_token_requests_total{grant=\"bearer_file\",manager=\"m\"}"));
}

TEST_CASE("a request is in flight until it finishes") {
  Scene scene;
  const std::string in_flight = "cckm_api_requests_in_flight{manager=\"m\"}";
  scene.telemetry.request_started(kPath);
  scene.telemetry.request_started(kPath);
  CHECK(scene.value(in_flight) == 2);
  CHECK(scene.value("cckm_api_requests_total" + kLabels + "}") == 2);
  scene.telemetry.request_finished(kPath, 250ms, std::nullopt);
  CHECK(scene.value(in_flight) == 1);
  CHECK(scene.value("cckm_api_request_duration_seconds_sum" + kLabels + "}") == 0.25);
  CHECK(scene.value("cckm_api_request_duration_seconds_bucket{le=\"0.25\"," + kLabels.substr(1) +
                    "}") == 1);
}

TEST_CASE("a request that is sent again counts twice, and is in flight once") {
  Scene scene;
  scene.telemetry.request_started(kPath);
  scene.telemetry.request_repeated(kPath);
  CHECK(scene.value("cckm_api_requests_total" + kLabels + "}") == 2);
  CHECK(scene.value("cckm_api_requests_in_flight{manager=\"m\"}") == 1);
  scene.telemetry.request_finished(kPath, 1s, std::nullopt);
  CHECK(scene.value("cckm_api_requests_in_flight{manager=\"m\"}") == 0);
  CHECK(scene.value("cckm_api_request_duration_seconds_count" + kLabels + "}") == 1);
}

TEST_CASE("a request and a login fail with a reason") {
  Scene scene;
  const std::string timeouts = "cckm_api_request_failures_total" + kLabels + ",reason=\"timeout\"}";
  scene.telemetry.request_started(kPath);
  scene.telemetry.request_finished(kPath, 1s, std::nullopt);
  CHECK(scene.value(timeouts) == 0);
  scene.telemetry.request_started(kPath);
  scene.telemetry.request_finished(kPath, 1s, Reason::kTimeout);
  CHECK(scene.value(timeouts) == 1);
  scene.telemetry.token_requested("password");
  scene.telemetry.token_request_failed(Reason::kAuth);
  CHECK(scene.value("cckm_token_requests_total{grant=\"password\",manager=\"m\"}") == 1);
  CHECK(scene.value("cckm_token_request_failures_total{manager=\"m\",reason=\"auth\"}") == 1);
}

TEST_CASE("a time that is not known has no series") {
  Scene scene;
  const std::string expiry = "cckm_token_expiry_timestamp_seconds{manager=\"m\"}";
  const std::string backoff = "cckm_login_backoff_until_timestamp_seconds{manager=\"m\"}";
  const auto has = [&](const std::string& name) { return scene.series().contains(name); };

  CHECK_FALSE(has(expiry));
  CHECK_FALSE(has(backoff));
  scene.telemetry.token_expires_at({});
  CHECK_FALSE(has(expiry));
  scene.telemetry.token_expires_at(at(1.25s));
  scene.telemetry.login_backoff_until(at(60s));
  CHECK(scene.value(expiry) == 1.25);
  CHECK(scene.value(backoff) == 60);
  scene.telemetry.token_expires_at(at(2.5s));
  CHECK(scene.value(expiry) == 2.5);
  scene.telemetry.token_expires_at({});
  CHECK_FALSE(has(expiry));
  CHECK(has(backoff));
  scene.telemetry.token_expires_at(at(3s));
  CHECK(scene.value(expiry) == 3);
}

TEST_CASE("each certificate has a series while its end is known, in any year") {
  using std::chrono::sys_seconds;
  Scene scene;
  const std::string name = "cckm_tls_certificate_not_after_timestamp_seconds";
  const std::string server = name + "{certificate=\"server\",manager=\"m\"}";
  const std::string client = name + "{certificate=\"client\",manager=\"m\"}";
  const auto has = [&](const std::string& series) { return scene.series().contains(series); };

  CHECK_FALSE(has(server));
  CHECK_FALSE(has(client));
  scene.telemetry.server_certificate_ends_at(sys_seconds(253402300799s));  // the year 9999
  CHECK(scene.value(server) == 253402300799);
  CHECK_FALSE(has(client));
  scene.telemetry.client_certificate_ends_at(sys_seconds(2s));
  scene.telemetry.server_certificate_ends_at(std::nullopt);
  CHECK_FALSE(has(server));
  CHECK(scene.value(client) == 2);
}

TEST_CASE("a destroyed telemetry removes the series of its manager only") {
  Scene scene;
  const Series before = scene.series();
  auto other = std::make_unique<ManagerTelemetry>(scene.families, "n");
  other->expect(std::vector{std::string_view("bearer_file")},
                std::vector<std::string>{kPath, "/token"});
  other->token_requested("bearer_file");
  other->token_expires_at(at(1s));
  other->login_backoff_until(at(2s));
  other->server_certificate_ends_at(std::chrono::sys_seconds(3s));
  other->client_certificate_ends_at(std::chrono::sys_seconds(4s));
  other->request_started("/token");
  CHECK(scene.series().size() > before.size());
  other.reset();
  CHECK(scene.series() == before);
}

}  // namespace
}  // namespace cckm::test
