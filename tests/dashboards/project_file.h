// SPDX-License-Identifier: Apache-2.0
// Reads files of this project that tests compare.
#pragma once

#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace cckm::test {

// Returns the absolute path of `path`, which is relative to the project's folder.
std::filesystem::path project_file(std::string_view path);

// Returns the files of a folder with this extension, sorted by name. Throws std::runtime_error if
// there is none, because a test of no file would pass.
std::vector<std::filesystem::path> project_files(std::string_view folder,
                                                 std::string_view extension);

// Returns the text of a file. Throws std::runtime_error if it cannot be read.
std::string text_of(const std::filesystem::path& file);

// Returns the first group of each match of a regular expression, each text once.
std::set<std::string> matches(const std::string& text, const std::string& pattern);

}  // namespace cckm::test
