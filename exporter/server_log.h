// SPDX-License-Identifier: Apache-2.0
// Counts and logs the events of the HTTP server. Lines that a client can cause are rate-limited.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "exporter/metrics/exporter_metrics.h"
#include "exporter/web/server.h"

namespace cckm {

// Permits one event in each interval and counts the others. Thread-safe.
class RateLimit {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit RateLimit(std::chrono::seconds interval) : interval_(interval) {}

  // Returns the number of events since the last permitted one, this one included. Empty if this
  // event is not permitted.
  std::optional<std::uint64_t> permit(Time now);

 private:
  const std::chrono::seconds interval_;
  std::mutex mutex_;  // guards all below
  std::uint64_t events_ = 0;
  std::optional<Time> last_;
};

// Thread-safe.
class ServerLog : public ServerObserver {
 public:
  // `metrics` must outlive this.
  explicit ServerLog(ExporterMetrics& metrics) : metrics_(metrics) {}

  void connection_closed(Closed why) override;
  void response_failed(const std::string& exception_type) override;
  void accept_failed(const std::string& error) override;
  // A request had no valid user name and password.
  void login_rejected();

 private:
  ExporterMetrics& metrics_;
  RateLimit failures_{std::chrono::minutes(1)};
  RateLimit accept_errors_{std::chrono::minutes(5)};
  RateLimit rejections_{std::chrono::minutes(1)};
};

}  // namespace cckm
