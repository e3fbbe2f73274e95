// SPDX-License-Identifier: Apache-2.0
// Checks a YAML text before it is parsed: for bytes that YAML forbids but yaml-cpp accepts, and for
// tabs, which yaml-cpp's messages do not explain.
#pragma once

#include <string_view>

#include "exporter/config/yaml/problems.h"

namespace cckm {

// Adds an error for the first byte that is not UTF-8, the first control character other than tab,
// CR and LF, and each line that is indented by a tab. Returns true if there was none.
bool check_source(std::string_view text, Problems& problems);

}  // namespace cckm
