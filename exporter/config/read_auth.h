// SPDX-License-Identifier: Apache-2.0
// `managers[].auth`: exactly one way in, with secrets that can be read.
#pragma once

#include <optional>

#include "exporter/config/settings.h"
#include "exporter/config/yaml/reader.h"

namespace cckm {

// A reader (see yaml_reader.h). Warns of an inline password and of files that everybody can read.
std::optional<Auth> read_auth(const YamlValue& value);

}  // namespace cckm
