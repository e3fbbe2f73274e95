// SPDX-License-Identifier: Apache-2.0
// The standard process_* metrics of Prometheus' client libraries. prometheus-cpp has none.
#pragma once

#include <prometheus/metric_family.h>

#include <filesystem>
#include <vector>

namespace cckm {

// Returns the current values of this process. A metric that cannot be read is left out. `proc` is
// the mount point of procfs.
std::vector<prometheus::MetricFamily> process_families(const std::filesystem::path& proc = "/proc");

}  // namespace cckm
