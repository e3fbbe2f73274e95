// SPDX-License-Identifier: Apache-2.0
// Loads the configuration. Unknown keys and invalid values are errors, and all errors are reported
// at once.
#pragma once

#include <filesystem>
#include <string_view>

#include "exporter/config/settings.h"
#include "exporter/config/yaml/problems.h"

namespace cckm {

using Loaded = LoadedFile<Settings>;

// Reads a configuration file and checks it and every file that it names. Relative paths in it are
// relative to its folder.
Loaded load_settings(const std::filesystem::path& file, const LoadOptions& options = {});

// Checks `yaml` as load_settings() checks the content of a file. `file` is the name in problems and
// the base of relative paths.
Loaded parse_settings(std::string_view yaml, const std::filesystem::path& file,
                      const LoadOptions& options = {});

}  // namespace cckm
