// SPDX-License-Identifier: Apache-2.0
// Writes the metrics of what discovery knows of families, key containers and schedules.
#pragma once

#include "exporter/metrics/page_writer.h"
#include "exporter/model/report.h"

namespace cckm {

// Writes the metric families of all managers. Their order is fixed. A family without samples is not
// written.
void write_discovery(const Reports& reports, PageWriter& page);

}  // namespace cckm
