// SPDX-License-Identifier: Apache-2.0
// What is refused in a YAML text before anything parses it: bytes that YAML forbids and yaml-cpp
// lets pass, and tabs, which it explains badly.
#pragma once

#include <string_view>

#include "exporter/config/yaml/problems.h"

namespace cckm {

// Adds an error for the first byte that is not UTF-8, the first control character other than tab,
// CR and LF, and each line that is indented by a tab. True if there is none.
bool check_source(std::string_view text, Problems& problems);

}  // namespace cckm
