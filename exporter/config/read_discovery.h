// SPDX-License-Identifier: Apache-2.0
// `managers[].discover` and the limits of discovery.
#pragma once

#include <optional>
#include <vector>

#include "exporter/config/settings.h"
#include "exporter/config/yaml/reader.h"

namespace cckm {

// Readers (see yaml/reader.h). The first one reads `all`, or a list of families that are named once
// each.
std::optional<std::vector<FamilySettings>> read_discovery(const YamlValue& value);
std::optional<std::size_t> read_containers_per_family(const YamlValue& value);
std::optional<std::size_t> read_discovery_pages(const YamlValue& value);

}  // namespace cckm
