// SPDX-License-Identifier: Apache-2.0
// Counters and gauges of the requests to one manager.
#pragma once

#include <prometheus/counter.h>
#include <prometheus/family.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>

#include <chrono>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

#include "exporter/model/telemetry.h"

namespace cckm {

// The families in which every manager has series.
struct TelemetryFamilies {
  explicit TelemetryFamilies(prometheus::Registry& registry);

  prometheus::Family<prometheus::Counter>& token_requests;
  prometheus::Family<prometheus::Counter>& token_failures;
  prometheus::Family<prometheus::Gauge>& token_expiry;
  prometheus::Family<prometheus::Gauge>& login_backoff;
  prometheus::Family<prometheus::Counter>& requests;
  prometheus::Family<prometheus::Counter>& request_failures;
  prometheus::Family<prometheus::Histogram>& request_durations;
  prometheus::Family<prometheus::Gauge>& in_flight;
  prometheus::Family<prometheus::Gauge>& certificate_end;
};

// A gauge whose series exists only while its value is known. Thread-safe.
class TimestampGauge {
 public:
  // A time of any year: nanoseconds end in the year 2262, certificates can end in 9999.
  using Time = std::chrono::sys_time<std::chrono::duration<double>>;

  TimestampGauge(prometheus::Family<prometheus::Gauge>& family, prometheus::Labels labels);

  void set(std::optional<Time> when);
  std::optional<Time> value() const;

 private:
  prometheus::Family<prometheus::Gauge>& family_;
  const prometheus::Labels labels_;
  mutable std::mutex mutex_;
  prometheus::Gauge* gauge_ = nullptr;  // in family_; guarded by mutex_, as is what it points to
};

class ManagerTelemetry : public Telemetry {
 public:
  // `families` must outlive this. `manager` is a clean label value.
  ManagerTelemetry(TelemetryFamilies& families, std::string manager);
  // Removes the series of the manager.
  ~ManagerTelemetry() override;
  ManagerTelemetry(const ManagerTelemetry&) = delete;
  ManagerTelemetry& operator=(const ManagerTelemetry&) = delete;

  // Creates the counters of these grants and endpoints at 0. Not thread-safe. Precondition of
  // request_started(), request_repeated() and token_requested(): the argument was passed to this
  // function.
  void expect(std::span<const std::string_view> grants, std::span<const std::string> endpoints);

  void request_started(std::string_view endpoint) override;
  void request_repeated(std::string_view endpoint) override;
  void request_finished(std::string_view endpoint, std::chrono::duration<double> took,
                        std::optional<Reason> failure) override;
  // Returns what token_expires_at() recorded last.
  std::optional<TimestampGauge::Time> token_end() const { return token_expiry_.value(); }

  void token_requested(std::string_view grant) override;
  void token_request_failed(Reason reason) override;
  void token_expires_at(std::optional<std::chrono::system_clock::time_point> when) override;
  void login_backoff_until(std::optional<std::chrono::system_clock::time_point> when) override;
  void server_certificate_ends_at(std::optional<std::chrono::sys_seconds> when) override;
  void client_certificate_ends_at(std::optional<std::chrono::sys_seconds> when) override;

 private:
  void remove_series();
  void forget(const std::string& endpoint);
  prometheus::Counter& requests(std::string_view endpoint);
  prometheus::Counter& request_failures(std::string_view endpoint, Reason reason);
  prometheus::Histogram& request_durations(std::string_view endpoint);
  prometheus::Counter& token_requests(std::string_view grant);
  prometheus::Counter& token_failures(Reason reason);

  TelemetryFamilies& families_;
  const std::string manager_;
  std::set<std::string> grants_;     // that have series
  std::set<std::string> endpoints_;  // that have series
  prometheus::Gauge& in_flight_;
  TimestampGauge token_expiry_;
  TimestampGauge login_backoff_;
  TimestampGauge server_certificate_end_;
  TimestampGauge client_certificate_end_;
};

}  // namespace cckm
