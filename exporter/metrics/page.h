// SPDX-License-Identifier: Apache-2.0
// Families -> the page that Prometheus reads, in its text format.
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

// Grows by one family at a time, none of which it keeps.
class Page {
 public:
  void add(prometheus::MetricFamily family);
  std::string take() && { return std::move(text_).str(); }

 private:
  std::ostringstream text_;
};

// Told of each job that lost regions, while a page is made.
using OnRegionLoss = std::function<void(const RegionLoss&)>;

// All that one scrape is answered with: managers, jobs, the exporter itself, its process.
std::string render_page(const Reports& reports, const RegionLimits& limits,
                        const ExporterMetrics& exporter, const OnRegionLoss& on_loss = nullptr);

}  // namespace cckm
