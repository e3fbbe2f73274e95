// SPDX-License-Identifier: Apache-2.0
// Writes metric families in OpenMetrics 1.0.
#pragma once

#include <prometheus/metric_family.h>

#include <iosfwd>
#include <string_view>

namespace cckm {

// The last line of a page. A page without it is incomplete.
inline constexpr std::string_view kOpenMetricsEnd = "# EOF\n";

// Writes one family: its HELP, its TYPE and the samples of the text format. The family of a counter
// has the name of its series without `_total`. A counter whose name does not end in `_total` and an
// untyped metric are `unknown`. Precondition: no sample has a timestamp.
void write_openmetrics(std::ostream& out, prometheus::MetricFamily family);

}  // namespace cckm
