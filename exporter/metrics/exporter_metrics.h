// SPDX-License-Identifier: Apache-2.0
// The exporter's own counters: what it asked of the managers and what was asked of it.
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
  // How many there have been of something that is counted elsewhere. Thread-safe.
  using Count = std::function<std::uint64_t()>;

  // `closing_reasons` are the values that connection_closed() takes.
  ExporterMetrics(const BuildInfo& build, Count log_lines_dropped,
                  std::span<const std::string_view> closing_reasons);

  // What counts for one manager, the same for the same name; this must outlive it. Its series go
  // with the last who holds it. The grants and the endpoints (path templates such as
  // "/api/v1/.../{id}", as they are told to the telemetry) are those that will be used: their
  // counters exist at 0 from now on.
  std::shared_ptr<Telemetry> for_manager(std::string_view name, std::span<const Grant> grants,
                                         std::span<const std::string> endpoints);

  // A configuration was read at `when` and is in use from now on; `warnings` were made about it.
  void config_loaded(std::chrono::system_clock::time_point when, std::size_t warnings);
  // A configuration was read and is not used, because something is wrong with it.
  void config_refused();

  // A scrape joined a collection that was already running.
  void scrape_coalesced();
  // A scrape was turned away because too many were in flight.
  void scrape_rejected();
  // The exporter closed the connection of a client. Precondition: `reason` is a closing reason.
  void connection_closed(std::string_view reason);

  // In the order of their names, samples in that of their labels, `manager` first.
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
  std::mutex mutex_;                         // guards managers_
  std::map<std::string, Counted> managers_;  // by clean name
};

}  // namespace cckm
