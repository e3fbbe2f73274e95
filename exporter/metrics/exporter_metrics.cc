// SPDX-License-Identifier: Apache-2.0
// The registry keeps series in no order. collect() sorts them, so that pages can be compared.
#include "exporter/metrics/exporter_metrics.h"

#include <algorithm>
#include <utility>

#include "exporter/model/label.h"

namespace cckm {
namespace {

prometheus::Counter& add_counter(prometheus::Registry& registry, const char* name,
                                 const char* help) {
  return prometheus::BuildCounter().Name(name).Help(help).Register(registry).Add({});
}

prometheus::Gauge& add_gauge(prometheus::Registry& registry, const char* name, const char* help,
                             const prometheus::Labels& labels = {}) {
  return prometheus::BuildGauge().Name(name).Help(help).Register(registry).Add(labels);
}

prometheus::MetricFamily counter_family(const char* name, const char* help, std::uint64_t value) {
  prometheus::ClientMetric sample;
  sample.counter.value = static_cast<double>(value);
  return {name, help, prometheus::MetricType::Counter, {sample}};
}

// Sorts by manager, then by the other labels in the order of their names.
void sort_samples(std::vector<prometheus::ClientMetric>& samples) {
  for (prometheus::ClientMetric& sample : samples) {
    std::stable_partition(sample.label.begin(), sample.label.end(),
                          [](const auto& label) { return label.name == "manager"; });
  }
  std::sort(samples.begin(), samples.end(),
            [](const auto& a, const auto& b) { return a.label < b.label; });
}

}  // namespace

ExporterMetrics::ExporterMetrics(const BuildInfo& build, Count log_lines_dropped,
                                 std::span<const std::string_view> closing_reasons)
    : log_lines_dropped_(std::move(log_lines_dropped)),
      families_(registry_),
      coalesced_(add_counter(registry_, "cckm_exporter_coalesced_scrapes_total",
                             "Scrapes that joined a running collection.")),
      rejected_(add_counter(registry_, "cckm_exporter_rejected_scrapes_total",
                            "Scrapes rejected with 503 because too many were in flight.")),
      config_good_(
          add_gauge(registry_, "cckm_exporter_config_last_reload_successful",
                    "1 if the configuration was valid when the exporter last read it, else 0.")),
      config_time_(add_gauge(registry_,
                             "cckm_exporter_config_last_reload_success_timestamp_seconds",
                             "Time the exporter read the configuration in use.")),
      config_warnings_(
          add_gauge(registry_, "cckm_exporter_config_warnings",
                    "Warnings about the configuration in use. The log has their text.")),
      web_config_good_(add_gauge(
          registry_, "cckm_exporter_web_config_last_reload_successful",
          "1 if the web configuration was valid when the exporter last read it, else 0.")) {
  auto& closed = prometheus::BuildCounter()
                     .Name("cckm_exporter_connections_closed_total")
                     .Help("Client connections that the exporter closed, by reason.")
                     .Register(registry_);
  for (const std::string_view reason : closing_reasons) {
    closed_[reason] = &closed.Add({{"reason", std::string(reason)}});
  }
  add_gauge(
      registry_, "cckm_exporter_build_info",
      "1, with the version, revision and compiler of the exporter.",
      {{"version", build.version}, {"revision", build.revision}, {"compiler", build.compiler}})
      .Set(1);
}

std::shared_ptr<Telemetry> ExporterMetrics::for_manager(std::string_view name,
                                                        std::span<const std::string_view> grants,
                                                        std::span<const std::string> endpoints) {
  const std::string label = clean_label(name);
  const std::lock_guard lock(mutex_);
  Counted& manager = managers_.try_emplace(label, families_, label).first->second;
  manager.telemetry.expect(grants, endpoints);
  ++manager.holders;
  return {&manager.telemetry, [this, label](Telemetry*) { release(label); }};
}

void ExporterMetrics::release(const std::string& label) {
  const std::lock_guard lock(mutex_);
  const auto manager = managers_.find(label);
  if (--manager->second.holders == 0) managers_.erase(manager);
}

std::optional<TimestampGauge::Time> ExporterMetrics::token_end(std::string_view manager) const {
  const std::lock_guard lock(mutex_);
  const auto found = managers_.find(clean_label(manager));
  return found == managers_.end() ? std::nullopt : found->second.telemetry.token_end();
}

void ExporterMetrics::config_loaded(std::chrono::system_clock::time_point when,
                                    std::size_t warnings) {
  const std::chrono::duration<double> since_epoch = when.time_since_epoch();
  config_good_.Set(1);
  config_time_.Set(since_epoch.count());
  config_warnings_.Set(static_cast<double>(warnings));
}

void ExporterMetrics::config_unchanged() {
  config_good_.Set(1);
}

void ExporterMetrics::config_refused() {
  config_good_.Set(0);
}

void ExporterMetrics::web_config_read(bool valid) {
  web_config_good_.Set(valid ? 1 : 0);
}

void ExporterMetrics::scrape_coalesced() {
  coalesced_.Increment();
}

void ExporterMetrics::scrape_rejected() {
  rejected_.Increment();
}

void ExporterMetrics::connection_closed(std::string_view reason) {
  closed_.at(reason)->Increment();
}

std::vector<prometheus::MetricFamily> ExporterMetrics::collect() const {
  std::vector<prometheus::MetricFamily> families = registry_.Collect();
  families.push_back(counter_family(
      "cckm_exporter_log_lines_dropped_total",
      "Log lines that the exporter dropped or cut because they could not be written at once.",
      log_lines_dropped_()));
  std::sort(families.begin(), families.end(),
            [](const auto& a, const auto& b) { return a.name < b.name; });
  for (prometheus::MetricFamily& family : families) sort_samples(family.metric);
  return families;
}

}  // namespace cckm
