// SPDX-License-Identifier: Apache-2.0
// Renders the page that Prometheus scrapes.
#pragma once

#include <functional>

#include "exporter/metrics/exporter_metrics.h"
#include "exporter/metrics/job_metrics.h"
#include "exporter/metrics/page_writer.h"

namespace cckm {

// Called for each job that lost regions, during render_page().
using OnRegionLoss = std::function<void(const RegionLoss&)>;

// Passes the whole page of one scrape to `sink`, in pieces: managers, jobs, the exporter itself,
// its process. Both formats have the same samples. Throws std::bad_alloc, also if there was no
// memory for a report, and what `sink` throws.
void render_page(const Reports& reports, const RegionLimits& limits,
                 const ExporterMetrics& exporter, const TextSink& sink,
                 PageFormat format = PageFormat::kText, const OnRegionLoss& on_loss = nullptr);

}  // namespace cckm
