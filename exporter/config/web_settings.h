// SPDX-License-Identifier: Apache-2.0
// The file that --web.config.file names, in the format of Prometheus' exporter-toolkit: who may see
// our pages.
#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "exporter/config/load.h"

namespace cckm {

struct WebSettings {
  std::map<std::string, std::string, std::less<>> users;  // bcrypt hashes; empty: everybody may
};

using LoadedWeb = LoadedFile<WebSettings>;

// As load_settings() and parse_settings() do for the other file.
LoadedWeb load_web_settings(const std::filesystem::path& file);
LoadedWeb parse_web_settings(std::string_view yaml, const std::filesystem::path& file);

}  // namespace cckm
