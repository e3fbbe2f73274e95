// SPDX-License-Identifier: Apache-2.0
// Writes the sections of a page in their order.
#include "exporter/metrics/page.h"

#include <algorithm>
#include <new>

#include "exporter/metrics/discovery_metrics.h"
#include "exporter/metrics/process_metrics.h"

namespace cckm {

void render_page(const Reports& reports, const RegionLimits& limits,
                 const ExporterMetrics& exporter, const TextSink& sink, PageFormat format,
                 const OnRegionLoss& on_loss) {
  for (const auto& report : reports) {
    if (report->out_of_memory) throw std::bad_alloc();
  }
  PageWriter page(sink, format);
  const auto losses = write_jobs(reports, limits, page);
  write_discovery(reports, page);
  if (on_loss) std::for_each(losses.begin(), losses.end(), on_loss);
  for (const auto& family : exporter.collect()) page.add(family);
  for (const auto& family : process_families()) page.add(family);
  page.end();
}

}  // namespace cckm
