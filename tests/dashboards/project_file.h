// SPDX-License-Identifier: Apache-2.0
// The files of this project that tests hold against each other.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cckm::test {

// `path` from the project's folder on.
std::filesystem::path project_file(std::string_view path);

// The files of a folder with this extension, by name. Throws std::runtime_error if there is none,
// since a test of no file at all would pass.
std::vector<std::filesystem::path> project_files(std::string_view folder,
                                                 std::string_view extension);

// Throws std::runtime_error if the file cannot be read.
std::string text_of(const std::filesystem::path& file);

}  // namespace cckm::test
