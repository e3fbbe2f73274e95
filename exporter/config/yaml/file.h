// SPDX-License-Identifier: Apache-2.0
// Loads a YAML file: reads it, parses it, calls a reader with its root, and sorts the problems.
#pragma once

#include <filesystem>
#include <functional>
#include <optional>
#include <string_view>
#include <vector>

#include "exporter/config/yaml/reader.h"

namespace cckm {

// A file over 1 MiB is an error.
struct YamlFile {
  std::filesystem::path name;
  std::optional<std::string_view> text = {};  // the content; empty: read it from the file
  LoadOptions options = {};
};

// Calls `read` with the root, if the file can be read and parsed. Sets the lists to the problems,
// in the order of the file.
void read_yaml(const YamlFile& file, const std::function<void(const YamlValue& root)>& read,
               std::vector<Problem>& errors, std::vector<Problem>& warnings);

// Returns what `read` makes of the file's root, and the problems.
template <typename T>
LoadedFile<T> load_yaml(const YamlFile& file, T (*read)(const YamlValue& root)) {
  LoadedFile<T> loaded;
  read_yaml(
      file, [&](const YamlValue& root) { loaded.settings = read(root); }, loaded.errors,
      loaded.warnings);
  return loaded;
}

}  // namespace cckm
