// SPDX-License-Identifier: Apache-2.0
// Writes the metrics of what discovery knows of families, key containers and schedules.
#pragma once

#include "exporter/metrics/page_writer.h"
#include "exporter/model/report.h"

namespace cckm {

// Writes the families of all managers in a fixed order. Leaves out families without samples.
void write_discovery(const Reports& reports, PageWriter& page);

}  // namespace cckm
