// SPDX-License-Identifier: Apache-2.0
// The exporter's own metrics: requests to managers, scrapes, connections, configuration.
#pragma once

#include <prometheus/metric_family.h>
#include <prometheus/registry.h>

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/metrics/manager_telemetry.h"
#include "exporter/model/telemetry.h"

namespace cckm {

struct BuildInfo {
  std::string version;
  std::string revision;
  std::string compiler;
};

// Thread-safe.
class ExporterMetrics {
 public:
  // Returns a count that is kept elsewhere. Must be thread-safe.
  using Count = std::function<std::uint64_t()>;

  // `closing_reasons` are the values that connection_closed() takes.
  ExporterMetrics(const BuildInfo& build, Count log_lines_dropped,
                  std::span<const std::string_view> closing_reasons);

  // Returns the telemetry of one manager, the same object for the same name. Creates the counters
  // of `grants` and `endpoints` at 0. Endpoints are path templates such as "/api/v1/.../{id}". The
  // series of the manager are removed with the last pointer. Precondition: this object outlives the
  // telemetry.
  std::shared_ptr<Telemetry> for_manager(std::string_view name,
                                         std::span<const std::string_view> grants,
                                         std::span<const std::string> endpoints);

  // Returns when the token in use for a manager expires. Empty if there is no such manager or
  // token.
  std::optional<TimestampGauge::Time> token_end(std::string_view manager) const;

  // Records a configuration that was read at `when`, has `warnings`, and is in use from now on.
  void config_loaded(std::chrono::system_clock::time_point when, std::size_t warnings);
  // Records a configuration that was read and rejected.
  void config_refused();

  // Counts a scrape that joined a running collection.
  void scrape_coalesced();
  // Counts a scrape that was rejected because too many were in flight.
  void scrape_rejected();
  // Counts a client connection that the exporter closed. Precondition: `reason` is one of the
  // closing reasons.
  void connection_closed(std::string_view reason);

  // Returns all families in the order of their names. Samples are in the order of their labels,
  // `manager` first.
  std::vector<prometheus::MetricFamily> collect() const;

 private:
  struct Counted {
    Counted(TelemetryFamilies& families, const std::string& label) : telemetry(families, label) {}

    ManagerTelemetry telemetry;
    std::size_t holders = 0;
  };

  void release(const std::string& label);

  const Count log_lines_dropped_;
  prometheus::Registry registry_;
  TelemetryFamilies families_;
  prometheus::Counter& coalesced_;
  prometheus::Counter& rejected_;
  std::map<std::string_view, prometheus::Counter*> closed_;  // by closing reason
  prometheus::Gauge& config_good_;
  prometheus::Gauge& config_time_;
  prometheus::Gauge& config_warnings_;
  mutable std::mutex mutex_;                 // guards managers_
  std::map<std::string, Counted> managers_;  // by clean name
};

}  // namespace cckm
