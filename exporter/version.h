// SPDX-License-Identifier: Apache-2.0
// The version of this build.
#pragma once

#include <string>

namespace cckm {

// Returns `cckm_exporter, version 1.2.3 (revision: abc, compiler: gcc 12)`.
std::string version_line();
std::string version();   // `1.2.3`
std::string revision();  // of git, or `unknown`
std::string compiler();  // name and version

}  // namespace cckm
