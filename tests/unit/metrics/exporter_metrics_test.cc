// SPDX-License-Identifier: Apache-2.0
// The exporter's own page, and its counters from the start.
#include "exporter/metrics/exporter_metrics.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/exposition_parser.h"
#include "tests/support/golden.h"
#include "tests/support/page_text.h"
#include "tests/unit/metrics/system_time.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;

constexpr std::array kClosingReasons = {std::string_view("limit"), std::string_view("timeout"),
                                        std::string_view("bad_request")};
constexpr std::array kGrants = {std::string_view("password"), std::string_view("refresh_token")};
constexpr auto kToken = "/api/v1/auth/tokens/";
constexpr auto kJob = "/api/v1/cckm/aws/synchronization-jobs/{id}";

// Metrics of an exporter with the manager m.
struct Metrics : ExporterMetrics {
  Metrics()
      : ExporterMetrics(
            {"1.2.3", "0123abc", "GNU 12.2.0"}, [] { return 3; }, kClosingReasons) {
    config_loaded(at(1700000000.5s), 2);
  }

  std::shared_ptr<Telemetry> for_m() {
    return for_manager("m", kGrants, std::vector<std::string>{kToken, kJob});
  }
};

std::string page_of(const ExporterMetrics& metrics, PageFormat format = PageFormat::kText) {
  return page_text(
      [&](PageWriter& page) {
        for (const auto& family : metrics.collect()) page.add(family);
      },
      format);
}

std::map<std::string, double> samples_of(const ExporterMetrics& metrics) {
  const Exposition page = parse_exposition(page_of(metrics));
  CAPTURE(page.problems);
  CHECK(page.problems.empty());
  return page.samples;
}

TEST_CASE("the page of the exporter itself matches its golden page") {
  Metrics metrics;
  const auto m = metrics.for_m();
  Telemetry& telemetry = *m;
  telemetry.token_requested("password");
  telemetry.request_started(kToken);
  telemetry.request_finished(kToken, 40ms, {});
  telemetry.token_expires_at(at(1700000300s));
  telemetry.login_backoff_until(at(1700000060s));
  telemetry.server_certificate_ends_at(std::chrono::sys_seconds(1731535999s));
  telemetry.client_certificate_ends_at(std::chrono::sys_seconds(1700086400s));
  telemetry.request_started(kJob);
  telemetry.request_finished(kJob, 250ms, Reason::kNotFound);
  telemetry.request_started(kJob);
  metrics.scrape_coalesced();
  metrics.scrape_rejected();
  metrics.scrape_rejected();
  check_golden("exporter.prom", page_of(metrics));
  const auto openmetrics = parse_openmetrics(page_of(metrics, PageFormat::kOpenMetrics));
  CAPTURE(openmetrics.problems);
  CHECK(openmetrics.problems.empty());
  CHECK(openmetrics.samples == samples_of(metrics));
}

TEST_CASE("every counter with labels exists at 0 before anything happens") {
  Metrics metrics;
  const auto m = metrics.for_m();
  std::map<std::string, int> series;
  for (const auto& [name, value] : samples_of(metrics)) {
    if (!name.ends_with("}") || name.starts_with("cckm_exporter_build_info")) continue;
    CAPTURE(name);
    CHECK(value == 0);
    ++series[name.substr(0, name.find('{'))];
  }
  const auto all = kReasonNames.values();
  const int reasons = static_cast<int>(std::ranges::count_if(all, is_of_request));
  CHECK(series == std::map<std::string, int>{
                      {"cckm_token_requests_total", 2},
                      {"cckm_token_request_failures_total", reasons},
                      {"cckm_api_requests_total", 2},
                      {"cckm_api_request_failures_total", 2 * reasons},
                      {"cckm_api_request_duration_seconds_bucket", 2 * 13},
                      {"cckm_api_request_duration_seconds_sum", 2},
                      {"cckm_api_request_duration_seconds_count", 2},
                      {"cckm_api_requests_in_flight", 1},
                      {"cckm_exporter_connections_closed_total", 3},
                  });
}

TEST_CASE("a manager has one telemetry, with a clean label") {
  Metrics metrics;
  const auto first = metrics.for_manager("m\x01", {}, {});
  const auto second = metrics.for_manager("m\x01", {}, {});
  CHECK(first == second);
  first->token_request_failed(Reason::kAuth);
  CHECK(samples_of(metrics).at(
            "cckm_token_request_failures_total{manager=\"m_\",reason=\"auth\"}") == 1);
}

TEST_CASE("the end of a manager's token is known while it has one") {
  Metrics metrics;
  const auto telemetry = metrics.for_manager("m\x01", {}, {});
  CHECK_FALSE(metrics.token_end("m\x01"));
  telemetry->token_expires_at(at(90s));
  REQUIRE(metrics.token_end("m\x01"));
  CHECK(metrics.token_end("m\x01")->time_since_epoch() == 90s);
  CHECK_FALSE(metrics.token_end("other"));
  telemetry->token_expires_at({});
  CHECK_FALSE(metrics.token_end("m\x01"));
}

TEST_CASE("the series of a manager are removed with its last telemetry pointer") {
  Metrics metrics;
  const auto n = metrics.for_manager("n", std::vector{std::string_view("bearer_file")}, {});
  const auto without = samples_of(metrics);
  auto first = metrics.for_m();
  auto second = metrics.for_m();
  first->token_requested("password");
  first->request_started(kJob);
  first->request_finished(kJob, 1ms, Reason::kTimeout);
  first->token_expires_at(at(1s));
  first->login_backoff_until(at(2s));
  first.reset();
  const std::string logins = "cckm_token_requests_total{grant=\"password\",manager=\"m\"}";
  CHECK(samples_of(metrics).at(logins) == 1);
  second.reset();
  CHECK(samples_of(metrics) == without);
  const auto again = metrics.for_m();
  CHECK(samples_of(metrics).at(logins) == 0);
}

TEST_CASE("a rejected configuration leaves the values of the one in use") {
  Metrics metrics;
  const std::string good = "cckm_exporter_config_last_reload_successful";
  const std::string time = "cckm_exporter_config_last_reload_success_timestamp_seconds";
  const std::string warnings = "cckm_exporter_config_warnings";
  metrics.config_refused();
  auto samples = samples_of(metrics);
  CHECK(samples.at(good) == 0);
  CHECK(samples.at(time) == 1700000000.5);
  CHECK(samples.at(warnings) == 2);
  metrics.config_loaded(at(1700000001s), 0);
  samples = samples_of(metrics);
  CHECK(samples.at(good) == 1);
  CHECK(samples.at(time) == 1700000001);
  CHECK(samples.at(warnings) == 0);
}

TEST_CASE("telemetry is thread-safe while pages are rendered") {
  constexpr int kThreads = 4;
  constexpr int kRequests = 200;
  Metrics metrics;
  const auto m = metrics.for_m();
  Telemetry& telemetry = *m;
  std::vector<std::thread> threads(kThreads);
  for (std::thread& thread : threads) {
    thread = std::thread([&] {
      for (int request = 0; request < kRequests; ++request) {
        telemetry.request_started(kJob);
        telemetry.token_expires_at(request % 2 == 0 ? std::optional(at(1s)) : std::nullopt);
        telemetry.request_finished(kJob, 1ms, Reason::kTimeout);
        metrics.for_m();
        metrics.scrape_coalesced();
      }
    });
  }
  for (int i = 0; i < 20; ++i) {
    const auto samples = samples_of(metrics);
    const auto expiry = samples.find("cckm_token_expiry_timestamp_seconds{manager=\"m\"}");
    CHECK((expiry == samples.end() || expiry->second == 1));
  }
  for (std::thread& thread : threads) thread.join();

  const auto samples = samples_of(metrics);
  const std::string labels = std::string("{manager=\"m\",path=\"") + kJob + "\"";
  CHECK(samples.at("cckm_api_requests_total" + labels + "}") == kThreads * kRequests);
  CHECK(samples.at("cckm_api_request_failures_total" + labels + ",reason=\"timeout\"}") ==
        kThreads * kRequests);
  CHECK(samples.at("cckm_api_requests_in_flight{manager=\"m\"}") == 0);
  CHECK(samples.at("cckm_exporter_coalesced_scrapes_total") == kThreads * kRequests);
}

}  // namespace
}  // namespace cckm::test
