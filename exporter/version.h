// SPDX-License-Identifier: Apache-2.0
// Which build this is.
#pragma once

#include <string>

namespace cckm {

// `cckm_exporter, version 1.2.3 (revision: abc, compiler: gcc 12)`, and its parts.
std::string version_line();
std::string version();
std::string revision();
std::string compiler();

}  // namespace cckm
