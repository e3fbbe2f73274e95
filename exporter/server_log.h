// SPDX-License-Identifier: Apache-2.0
// What becomes of a server's news: counters for what clients do, and lines for what the operator
// should look at, each kind at most every so often, because a client can repeat itself at will.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <optional>
#include <string>

#include "exporter/metrics/exporter_metrics.h"
#include "exporter/web/server.h"

namespace cckm {

// Lets one event through in each interval, and counts the others.
class RateLimit {
 public:
  using Time = std::chrono::steady_clock::time_point;

  explicit RateLimit(std::chrono::seconds interval) : interval_(interval) {}

  // How many events there were since the last one that got through, this one included; empty if
  // this one does not. Thread-safe.
  std::optional<std::uint64_t> let_through(Time now);

 private:
  const std::chrono::seconds interval_;
  std::mutex mutex_;  // guards all below
  std::uint64_t events_ = 0;
  std::optional<Time> last_;
};

// Thread-safe.
class ServerLog : public ServerObserver {
 public:
  explicit ServerLog(ExporterMetrics& metrics) : metrics_(metrics) {}

  void connection_closed(Closed why) override;
  void answer_failed(const std::string& exception_type) override;
  void cannot_accept(const std::string& why) override;
  // Somebody's name or password was wrong.
  void user_refused();

 private:
  ExporterMetrics& metrics_;
  RateLimit failures_{std::chrono::minutes(1)};
  RateLimit exhaustions_{std::chrono::minutes(5)};
  RateLimit refusals_{std::chrono::minutes(1)};
};

}  // namespace cckm
