// SPDX-License-Identifier: Apache-2.0
// Makes metric families from reports. No state is kept between pages, so a job that could not be
// read never shows old samples.
#pragma once

#include <prometheus/metric_family.h>

#include <cstddef>
#include <functional>
#include <string>
#include <vector>

#include "exporter/metrics/region_selection.h"
#include "exporter/model/report.h"

namespace cckm {

// Number of a job's regions that have no series of their own on a page.
struct RegionLoss {
  std::string manager;
  std::string sync_job;
  std::size_t dropped = 0;  // over a limit
  std::size_t merged = 0;   // share a series with a region of the same labels
};

using FamilySink = std::function<void(const prometheus::MetricFamily&)>;

// Passes the families of all managers and jobs to `sink`, in a fixed order and without empty ones.
// Builds one family at a time: with a thousand jobs, all of them would take about 10 MiB. No two
// samples of a family have the same labels. Of managers or jobs with the same clean name, the first
// is shown. Returns the jobs that lost regions. Throws what `sink` throws. Thread-safe if `sink`
// is.
std::vector<RegionLoss> job_families(const Reports& reports, const RegionLimits& limits,
                                     const FamilySink& sink);

}  // namespace cckm
