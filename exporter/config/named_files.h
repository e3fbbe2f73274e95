// SPDX-License-Identifier: Apache-2.0
// The files that a configuration names.
#pragma once

#include <string>
#include <vector>

#include "exporter/config/settings.h"

namespace cckm {

// Returns the paths of all secrets, certificates, keys and authorities, in the order of the
// managers. A path can occur twice.
std::vector<std::string> named_files(const Settings& settings);

}  // namespace cckm
