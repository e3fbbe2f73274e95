// SPDX-License-Identifier: Apache-2.0
// YAML text -> Settings. Strict: whatever is not known and valid is refused, and all that is wrong
// is told at once.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/config/settings.h"

namespace cckm {

// One thing wrong in the configuration, in words that never hold a secret's text.
struct Problem {
  std::string file;
  int line = 0;         // from 1; 0 where it is about the file as a whole
  int column = 0;       // from 1; 0 likewise
  std::string path;     // as in `managers[0].jobs[2].cloud`; may be empty
  std::string message;  // what is wrong and what is allowed

  // `file:line:column: path: message`, without the parts that are not set.
  std::string to_string() const;
};

// What a file says, or what is wrong with it.
template <typename T>
struct LoadedFile {
  T settings;                     // complete only if there are no errors
  std::vector<Problem> errors;    // in the order of the file
  std::vector<Problem> warnings;  // accepted, but worth a change

  bool ok() const { return errors.empty(); }
};
using Loaded = LoadedFile<Settings>;

struct LoadOptions {
  bool strict_permissions = false;  // secrets that every user can read are errors, not warnings
};

// Reads and checks a configuration file and every file that it names. Relative paths in it are
// taken relative to its own folder.
Loaded load_settings(const std::filesystem::path& file, const LoadOptions& options = {});

// The same for text already at hand; `file` is its name in problems and the base of its paths.
Loaded parse_settings(std::string_view yaml, const std::filesystem::path& file,
                      const LoadOptions& options = {});

}  // namespace cckm
