// SPDX-License-Identifier: Apache-2.0
// `managers`: the CipherTrust Managers to read.
#pragma once

#include <optional>
#include <vector>

#include "exporter/config/settings.h"
#include "exporter/config/yaml/reader.h"

namespace cckm {

// A reader (see yaml/reader.h) of the whole list, because names must be unique in it.
std::optional<std::vector<ManagerSettings>> read_managers(const YamlValue& value);

}  // namespace cckm
