// SPDX-License-Identifier: Apache-2.0
// Serializes one family at a time, so that a page is never in memory both as families and as text.
#include "exporter/metrics/page.h"

#include <prometheus/text_serializer.h>

#include <algorithm>
#include <new>
#include <ostream>
#include <utility>
#include <vector>

#include "exporter/metrics/discovery_metrics.h"
#include "exporter/metrics/openmetrics.h"
#include "exporter/metrics/process_metrics.h"

namespace cckm {
namespace {

void write_text(std::ostream& out, prometheus::MetricFamily family) {
  std::vector<prometheus::MetricFamily> one;
  one.push_back(std::move(family));
  prometheus::TextSerializer().Serialize(out, one);
}

}  // namespace

Page::Page(PageFormat format, std::size_t expected_bytes) : format_(format) {
  std::string text;
  text.reserve(expected_bytes);
  text_.str(std::move(text));
}

void Page::add(prometheus::MetricFamily family) {
  const auto write = format_ == PageFormat::kOpenMetrics ? write_openmetrics : write_text;
  write(text_, std::move(family));
}

std::string Page::take() && {
  if (format_ == PageFormat::kOpenMetrics) text_ << kOpenMetricsEnd;
  return std::move(text_).str();
}

std::string render_page(const Reports& reports, const RegionLimits& limits,
                        const ExporterMetrics& exporter, PageFormat format,
                        const OnRegionLoss& on_loss, std::size_t expected_bytes) {
  for (const auto& report : reports) {
    if (report->out_of_memory) throw std::bad_alloc();
  }
  Page page(format, expected_bytes);
  const auto add = [&page](prometheus::MetricFamily family) { page.add(std::move(family)); };
  const auto losses = job_families(reports, limits, add);
  discovery_families(reports, add);
  if (on_loss) std::for_each(losses.begin(), losses.end(), on_loss);
  for (auto& family : exporter.collect()) add(std::move(family));
  for (auto& family : process_families()) add(std::move(family));
  return std::move(page).take();
}

}  // namespace cckm
