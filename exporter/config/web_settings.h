// SPDX-License-Identifier: Apache-2.0
// Loads the file of --web.config.file, in the format of Prometheus' exporter-toolkit.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "exporter/config/load.h"

namespace cckm {

struct WebSettings {
  // User name to bcrypt hash. Empty: every client can read the pages.
  std::map<std::string, std::string, std::less<>> users;
};

using LoadedWeb = LoadedFile<WebSettings>;

// Read and check the file or the text, as load_settings() and parse_settings() do.
LoadedWeb load_web_settings(const std::filesystem::path& file);
LoadedWeb parse_web_settings(std::string_view yaml, const std::filesystem::path& file);

}  // namespace cckm
