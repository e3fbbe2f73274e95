// SPDX-License-Identifier: Apache-2.0
// Makes metric families of what discovery knows of families, key containers and schedules.
#pragma once

#include "exporter/metrics/job_metrics.h"
#include "exporter/model/report.h"

namespace cckm {

// Passes the families of all managers to `sink`, in a fixed order and without empty ones. Throws
// what `sink` throws. Thread-safe if `sink` is.
void discovery_families(const Reports& reports, const FamilySink& sink);

}  // namespace cckm
