// SPDX-License-Identifier: Apache-2.0
// Writes settings as YAML that the loader accepts, without their secrets.
#pragma once

#include <string>
#include <string_view>

#include "exporter/config/settings.h"

namespace cckm {

// Stands in the YAML in the place of a password.
inline constexpr std::string_view kHiddenSecret = "<secret>";

// Returns a configuration with all values, defaults included. Paths of files are absolute, so that
// the text means the same in any folder. An inline password is kHiddenSecret.
std::string to_yaml(const Settings& settings);

// Returns the item of one manager, without the limits.
std::string to_yaml(const ManagerSettings& manager);

}  // namespace cckm
