// SPDX-License-Identifier: Apache-2.0
// Writes metric families as Prometheus' text format 0.0.4 or as OpenMetrics 1.0.
#pragma once

#include <prometheus/metric_family.h>

#include <string>
#include <string_view>

#include "exporter/metrics/page_format.h"

namespace cckm {

// The last line of a page in OpenMetrics. A page without it is incomplete.
inline constexpr std::string_view kOpenMetricsEnd = "# EOF\n";

// Appends one family to `page`: its HELP, its TYPE and its samples. In OpenMetrics, the family of a
// counter has the name of its series without `_total`. There, a counter whose name does not end in
// `_total` and an untyped metric are `unknown`. Preconditions: no sample has a timestamp, and the
// type is not Info.
void append_family(std::string& page, const prometheus::MetricFamily& family, PageFormat format);

}  // namespace cckm
