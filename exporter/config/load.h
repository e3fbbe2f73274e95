// SPDX-License-Identifier: Apache-2.0
// YAML text -> Settings. Strict: whatever is not known and valid is refused, and all that is wrong
// is told at once.
#pragma once

#include <filesystem>
#include <string_view>

#include "exporter/config/settings.h"
#include "exporter/config/yaml/problems.h"

namespace cckm {

using Loaded = LoadedFile<Settings>;

// Reads and checks a configuration file and every file that it names. Relative paths in it are
// taken relative to its own folder.
Loaded load_settings(const std::filesystem::path& file, const LoadOptions& options = {});

// The same for text already at hand; `file` is its name in problems and the base of its paths.
Loaded parse_settings(std::string_view yaml, const std::filesystem::path& file,
                      const LoadOptions& options = {});

}  // namespace cckm
