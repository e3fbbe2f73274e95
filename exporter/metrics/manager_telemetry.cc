// SPDX-License-Identifier: Apache-2.0
// Looks up each series by its labels, which costs about a microsecond a request. A second index
// beside the registry would have to be kept in step with it.
#include "exporter/metrics/manager_telemetry.h"

#include <cstddef>
#include <new>
#include <utility>

namespace cckm {
namespace {

prometheus::Family<prometheus::Counter>& counter(prometheus::Registry& registry, const char* name,
                                                 const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry);
}

prometheus::Family<prometheus::Gauge>& gauge(prometheus::Registry& registry, const char* name,
                                             const char* help) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry);
}

// Returns bounds in seconds: from the response of a local manager to the longest deadline of a
// scrape.
const prometheus::Histogram::BucketBoundaries& duration_buckets() {
  static const prometheus::Histogram::BucketBoundaries buckets = {
      0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30};
  return buckets;
}

}  // namespace

TelemetryFamilies::TelemetryFamilies(prometheus::Registry& registry)
    : token_requests(counter(registry, "cckm_token_requests_total",
                             "Token requests, by grant. For bearer_file, reads of the file.")),
      token_failures(counter(registry, "cckm_token_request_failures_total",
                             "Token requests that failed, by reason.")),
      token_expiry(gauge(registry, "cckm_token_expiry_timestamp_seconds",
                         "Time the token in use expires. Absent while there is none.")),
      login_backoff(
          gauge(registry, "cckm_login_backoff_until_timestamp_seconds",
                "Time the exporter retries a rejected login. Absent while no login is rejected.")),
      requests(counter(registry, "cckm_api_requests_total", "Requests sent to the manager.")),
      request_failures(counter(registry, "cckm_api_request_failures_total",
                               "Requests to the manager that failed, by reason.")),
      request_durations(prometheus::BuildHistogram()
                            .Name("cckm_api_request_duration_seconds")
                            .Help("Duration of the requests to the manager.")
                            .Register(registry)),
      in_flight(gauge(registry, "cckm_api_requests_in_flight",
                      "Requests to the manager that are in flight.")),
      certificate_end(
          gauge(registry, "cckm_tls_certificate_not_after_timestamp_seconds",
                "Time the certificate ends (notAfter). server: the earliest end in the manager's "
                "chain, as of the last handshake that was verified or failed because the chain has "
                "expired. client: the certificate of tls_config.cert_file. Absent if unknown.")) {}

TimestampGauge::TimestampGauge(prometheus::Family<prometheus::Gauge>& family,
                               prometheus::Labels labels)
    : family_(family), labels_(std::move(labels)) {}

void TimestampGauge::set(std::optional<Time> when) {
  const std::lock_guard lock(mutex_);
  if (!when) {
    family_.Remove(std::exchange(gauge_, nullptr));
    return;
  }
  const double since_epoch = when->time_since_epoch().count();
  gauge_ = &family_.Add(labels_, since_epoch);  // sets the value only of a new gauge
  gauge_->Set(since_epoch);
}

std::optional<TimestampGauge::Time> TimestampGauge::value() const {
  const std::lock_guard lock(mutex_);
  if (gauge_ == nullptr) return std::nullopt;
  return Time(std::chrono::duration<double>(gauge_->Value()));
}

ManagerTelemetry::ManagerTelemetry(TelemetryFamilies& families, std::string manager)
    : families_(families),
      manager_(std::move(manager)),
      in_flight_(families.in_flight.Add({{"manager", manager_}})),
      token_expiry_(families.token_expiry, {{"manager", manager_}}),
      login_backoff_(families.login_backoff, {{"manager", manager_}}),
      server_certificate_end_(families.certificate_end,
                              {{"manager", manager_}, {"certificate", "server"}}),
      client_certificate_end_(families.certificate_end,
                              {{"manager", manager_}, {"certificate", "client"}}) {}

ManagerTelemetry::~ManagerTelemetry() {
  try {
    remove_series();
  } catch (const std::bad_alloc&) {
    // The series that are left stay on the page until a manager of this name exists again.
  }
}

void ManagerTelemetry::remove_series() {
  // The look-up creates a missing series, so that every series can be removed in the same way.
  for (const std::string& grant : grants_) {
    families_.token_requests.Remove(&token_requests(grant));
  }
  for (const Reason reason : kReasonNames.values()) {
    families_.token_failures.Remove(&token_failures(reason));
  }
  for (const std::string& endpoint : endpoints_) forget(endpoint);
  token_expiry_.set(std::nullopt);
  login_backoff_.set(std::nullopt);
  server_certificate_end_.set(std::nullopt);
  client_certificate_end_.set(std::nullopt);
  families_.in_flight.Remove(&in_flight_);
}

void ManagerTelemetry::forget(const std::string& endpoint) {
  for (const Reason reason : kReasonNames.values()) {
    families_.request_failures.Remove(&request_failures(endpoint, reason));
  }
  families_.request_durations.Remove(&request_durations(endpoint));
  families_.requests.Remove(&requests(endpoint));
}

void ManagerTelemetry::expect(std::span<const std::string_view> grants,
                              std::span<const std::string> endpoints) {
  grants_.insert(grants.begin(), grants.end());
  endpoints_.insert(endpoints.begin(), endpoints.end());
  for (const std::string_view grant : grants) token_requests(grant);
  for (const std::string& endpoint : endpoints) {
    requests(endpoint);
    request_durations(endpoint);
  }
  for (const Reason reason : kReasonNames.values()) {
    if (!is_of_request(reason)) continue;
    token_failures(reason);
    for (const std::string& endpoint : endpoints) request_failures(endpoint, reason);
  }
}

void ManagerTelemetry::request_started(std::string_view endpoint) {
  requests(endpoint).Increment();
  in_flight_.Increment();
}

void ManagerTelemetry::request_repeated(std::string_view endpoint) {
  requests(endpoint).Increment();
}

void ManagerTelemetry::request_finished(std::string_view endpoint,
                                        std::chrono::duration<double> took,
                                        std::optional<Reason> failure) {
  in_flight_.Decrement();
  request_durations(endpoint).Observe(took.count());
  if (failure) request_failures(endpoint, *failure).Increment();
}

void ManagerTelemetry::token_requested(std::string_view grant) {
  token_requests(grant).Increment();
}

void ManagerTelemetry::token_request_failed(Reason reason) {
  token_failures(reason).Increment();
}

void ManagerTelemetry::token_expires_at(std::optional<std::chrono::system_clock::time_point> when) {
  token_expiry_.set(when);
}

void ManagerTelemetry::login_backoff_until(
    std::optional<std::chrono::system_clock::time_point> when) {
  login_backoff_.set(when);
}

void ManagerTelemetry::server_certificate_ends_at(std::optional<std::chrono::sys_seconds> when) {
  server_certificate_end_.set(when);
}

void ManagerTelemetry::client_certificate_ends_at(std::optional<std::chrono::sys_seconds> when) {
  client_certificate_end_.set(when);
}

prometheus::Counter& ManagerTelemetry::requests(std::string_view endpoint) {
  return families_.requests.Add({{"manager", manager_}, {"path", std::string(endpoint)}});
}

prometheus::Counter& ManagerTelemetry::request_failures(std::string_view endpoint, Reason reason) {
  return families_.request_failures.Add({{"manager", manager_},
                                         {"path", std::string(endpoint)},
                                         {"reason", std::string(reason_name(reason))}});
}

prometheus::Histogram& ManagerTelemetry::request_durations(std::string_view endpoint) {
  return families_.request_durations.Add({{"manager", manager_}, {"path", std::string(endpoint)}},
                                         duration_buckets());
}

prometheus::Counter& ManagerTelemetry::token_requests(std::string_view grant) {
  return families_.token_requests.Add({{"manager", manager_}, {"grant", std::string(grant)}});
}

prometheus::Counter& ManagerTelemetry::token_failures(Reason reason) {
  return families_.token_failures.Add(
      {{"manager", manager_}, {"reason", std::string(reason_name(reason))}});
}

}  // namespace cckm
