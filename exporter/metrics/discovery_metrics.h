// SPDX-License-Identifier: Apache-2.0
// Writes the metrics of what discovery knows of families, key containers and schedules.
#pragma once

#include "exporter/metrics/page_writer.h"
#include "exporter/model/report.h"

namespace cckm {

// Writes the metric families of discovery, always in the same order. Omits a family that has no
// samples.
void write_discovery(const Reports& reports, PageWriter& page);

}  // namespace cckm
