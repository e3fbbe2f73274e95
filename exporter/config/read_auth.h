// SPDX-License-Identifier: Apache-2.0
// Reads `managers[].auth`: exactly one kind, with secrets that can be read.
#pragma once

#include <optional>

#include "exporter/config/settings.h"
#include "exporter/config/yaml/reader.h"

namespace cckm {

// A reader (see yaml/reader.h). Warns of an inline password and of files that everybody can read.
std::optional<Auth> read_auth(const YamlValue& value);

// Checks what the credentials need of the other sections of a manager. This is the only place for
// such rules. Precondition: all sections of `manager` were read into `settings`.
void check_needs_of_auth(YamlMapping& manager, const ManagerSettings& settings,
                         bool allow_plain_http);

}  // namespace cckm
