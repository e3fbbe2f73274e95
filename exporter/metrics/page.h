// SPDX-License-Identifier: Apache-2.0
// Renders the page that Prometheus scrapes.
#pragma once

#include <prometheus/metric_family.h>

#include <cstddef>
#include <functional>
#include <string>

#include "exporter/metrics/exporter_metrics.h"
#include "exporter/metrics/job_metrics.h"
#include "exporter/metrics/page_format.h"

namespace cckm {

// Serializes one family at a time and keeps only the text.
class Page {
 public:
  // A text of up to `expected_bytes` is written without growing, which takes twice its memory.
  explicit Page(PageFormat format = PageFormat::kText, std::size_t expected_bytes = 0);

  void add(const prometheus::MetricFamily& family);
  // Returns the complete page.
  std::string take() &&;

 private:
  const PageFormat format_;
  std::string text_;
};

// Called for each job that lost regions, during render_page().
using OnRegionLoss = std::function<void(const RegionLoss&)>;

// Returns the whole page of one scrape: managers, jobs, the exporter itself, its process. Both
// formats have the same samples. Throws std::bad_alloc, also if there was no memory for a report.
std::string render_page(const Reports& reports, const RegionLimits& limits,
                        const ExporterMetrics& exporter, PageFormat format = PageFormat::kText,
                        const OnRegionLoss& on_loss = nullptr, std::size_t expected_bytes = 0);

}  // namespace cckm
