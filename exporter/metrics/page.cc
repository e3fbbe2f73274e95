// SPDX-License-Identifier: Apache-2.0
// Serializes one family at a time, so that a page is never in memory both as families and as text.
#include "exporter/metrics/page.h"

#include <algorithm>
#include <new>
#include <utility>

#include "exporter/metrics/discovery_metrics.h"
#include "exporter/metrics/family_text.h"
#include "exporter/metrics/process_metrics.h"

namespace cckm {

Page::Page(PageFormat format, std::size_t expected_bytes) : format_(format) {
  text_.reserve(expected_bytes);
}

void Page::add(const prometheus::MetricFamily& family) {
  append_family(text_, family, format_);
}

std::string Page::take() && {
  if (format_ == PageFormat::kOpenMetrics) text_ += kOpenMetricsEnd;
  return std::move(text_);
}

std::string render_page(const Reports& reports, const RegionLimits& limits,
                        const ExporterMetrics& exporter, PageFormat format,
                        const OnRegionLoss& on_loss, std::size_t expected_bytes) {
  for (const auto& report : reports) {
    if (report->out_of_memory) throw std::bad_alloc();
  }
  Page page(format, expected_bytes);
  const auto add = [&page](const prometheus::MetricFamily& family) { page.add(family); };
  const auto losses = job_families(reports, limits, add);
  discovery_families(reports, add);
  if (on_loss) std::for_each(losses.begin(), losses.end(), on_loss);
  for (const auto& family : exporter.collect()) add(family);
  for (const auto& family : process_families()) add(family);
  return std::move(page).take();
}

}  // namespace cckm
