// SPDX-License-Identifier: Apache-2.0
// What the collections found out -> metric families. Values in, values out: no state survives a
// page, so a job that could not be read has no old samples to show.
#pragma once

#include <prometheus/metric_family.h>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "exporter/metrics/region_selection.h"
#include "exporter/model/report.h"

namespace cckm {

// Entries of a job that a page has no series for: left out for want of room, or shown as one with
// others whose labels are the same.
struct RegionLoss {
  std::string manager;
  std::string sync_job;
  std::size_t dropped = 0;
  std::size_t merged = 0;
};

using FamilySink = std::function<void(prometheus::MetricFamily)>;

// Hands the families of all managers and jobs to `sink`, each once and only those with samples, in
// a fixed order. One is built at a time: with a thousand jobs, all at once would be about 10 MiB.
// No two samples of a family have the same labels: of managers or jobs whose names clean to the
// same label value, the first is shown. Returns the jobs that lost regions. Thread-safe if `sink`
// is; throws what `sink` throws.
std::vector<RegionLoss> job_families(const Reports& reports, const RegionLimits& limits,
                                     const FamilySink& sink);

}  // namespace cckm
