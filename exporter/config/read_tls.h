// SPDX-License-Identifier: Apache-2.0
// `managers[].tls_config`: how to verify a manager, and the client certificate for it.
#pragma once

#include <optional>

#include "exporter/config/settings.h"
#include "exporter/config/yaml/reader.h"

namespace cckm {

// A reader (see yaml/reader.h). Checks the content of the files too. Warns of a private key that
// every user can read, and of verification that is switched off.
std::optional<TlsOptions> read_tls(const YamlValue& value);

}  // namespace cckm
