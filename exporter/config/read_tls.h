// SPDX-License-Identifier: Apache-2.0
// `managers[].tls_config`: how to trust a manager, and how to be known to it.
#pragma once

#include <optional>

#include "exporter/config/settings.h"
#include "exporter/config/yaml/reader.h"

namespace cckm {

// A reader (see yaml_reader.h). Checks the content of the files too.
std::optional<TlsOptions> read_tls(const YamlValue& value);

}  // namespace cckm
