// SPDX-License-Identifier: Apache-2.0
// Version and revision come from CMake, the compiler from its own macros.
#include "exporter/version.h"

namespace cckm {

std::string version() {
  return CCKM_VERSION;
}

std::string revision() {
  return CCKM_REVISION;
}

std::string compiler() {
#ifdef __clang__
  return "clang " __clang_version__;
#else
  return "gcc " __VERSION__;
#endif
}

std::string version_line() {
  return "cckm_exporter, version " + version() + " (revision: " + revision() +
         ", compiler: " + compiler() + ")";
}

}  // namespace cckm
