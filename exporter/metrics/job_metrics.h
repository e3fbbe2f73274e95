// SPDX-License-Identifier: Apache-2.0
// Makes metric families from reports. No state is kept between pages, so a job that could not be
// read never shows old samples.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "exporter/metrics/page_writer.h"
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

// Writes the metric families of managers and jobs, always in the same order. Omits a family that
// has no samples. No two samples of a family have the same labels. Of managers or jobs with the
// same clean name, the first is shown. Returns the jobs that lost regions.
std::vector<RegionLoss> write_jobs(const Reports& reports, const RegionLimits& limits,
                                   PageWriter& page);

}  // namespace cckm
