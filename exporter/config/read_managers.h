// SPDX-License-Identifier: Apache-2.0
// `managers`: the CipherTrust Managers to ask.
#pragma once

#include <optional>
#include <vector>

#include "exporter/config/settings.h"
#include "exporter/config/yaml/reader.h"

namespace cckm {

// A reader (see yaml_reader.h) of the whole list, because names must differ within it.
std::optional<std::vector<ManagerSettings>> read_managers(const YamlValue& value);

}  // namespace cckm
