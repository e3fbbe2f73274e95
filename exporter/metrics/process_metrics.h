// SPDX-License-Identifier: Apache-2.0
// The process_* metrics that Prometheus' client libraries have by convention; prometheus-cpp has
// none.
#pragma once

#include <prometheus/metric_family.h>

#include <filesystem>
#include <vector>

namespace cckm {

// This process as of now, without what cannot be read. `proc` is where procfs is mounted.
std::vector<prometheus::MetricFamily> process_families(const std::filesystem::path& proc = "/proc");

}  // namespace cckm
