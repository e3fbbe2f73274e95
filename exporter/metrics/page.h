// SPDX-License-Identifier: Apache-2.0
// Renders the page that Prometheus scrapes, in its text format.
#pragma once

#include <prometheus/metric_family.h>

#include <functional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include "exporter/metrics/exporter_metrics.h"
#include "exporter/metrics/job_metrics.h"

namespace cckm {

inline constexpr std::string_view kExpositionContentType =
    "text/plain; version=0.0.4; charset=utf-8";

// Serializes one family at a time and keeps only the text.
class Page {
 public:
  void add(prometheus::MetricFamily family);
  std::string take() && { return std::move(text_).str(); }

 private:
  std::ostringstream text_;
};

// Called for each job that lost regions, during render_page().
using OnRegionLoss = std::function<void(const RegionLoss&)>;

// Returns the whole page of one scrape: managers, jobs, the exporter itself, its process.
std::string render_page(const Reports& reports, const RegionLimits& limits,
                        const ExporterMetrics& exporter, const OnRegionLoss& on_loss = nullptr);

}  // namespace cckm
