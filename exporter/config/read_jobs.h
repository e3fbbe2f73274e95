// SPDX-License-Identifier: Apache-2.0
// `managers[].jobs`: the synchronization jobs to read.
#pragma once

#include <optional>
#include <vector>

#include "exporter/config/settings.h"
#include "exporter/config/yaml/reader.h"

namespace cckm {

// A reader (see yaml/reader.h) of the whole list, because ids and names must be unique in it.
std::optional<std::vector<JobSettings>> read_jobs(const YamlValue& value);

}  // namespace cckm
