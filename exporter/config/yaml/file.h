// SPDX-License-Identifier: Apache-2.0
// A YAML file from its name to what is wrong with it, in the order of the file. What it says is for
// the reader that is handed its root.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "exporter/config/yaml/reader.h"

namespace cckm {

// Files over 1 MiB are refused.
struct YamlFile {
  std::filesystem::path name;
  std::optional<std::string_view> text = {};  // where it is at hand already
  LoadOptions options = {};
};

// Calls `read` with the root, if there is one; what is wrong is in the lists afterwards.
void read_yaml(const YamlFile& file, const std::function<void(const YamlValue& root)>& read,
               std::vector<Problem>& errors, std::vector<Problem>& warnings);

template <typename T>
LoadedFile<T> load_yaml(const YamlFile& file, T (*read)(const YamlValue& root)) {
  LoadedFile<T> loaded;
  read_yaml(
      file, [&](const YamlValue& root) { loaded.settings = read(root); }, loaded.errors,
      loaded.warnings);
  return loaded;
}

}  // namespace cckm
