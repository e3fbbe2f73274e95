// SPDX-License-Identifier: Apache-2.0
// Finds the project's files in its source folder.
#include "tests/dashboards/project_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <regex>
#include <stdexcept>

namespace cckm::test {

namespace fs = std::filesystem;

fs::path project_file(std::string_view path) {
  return fs::path(CCKM_SOURCE) / path;
}

std::vector<fs::path> project_files(std::string_view folder, std::string_view extension) {
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(project_file(folder))) {
    if (entry.path().extension() == extension) files.push_back(entry.path());
  }
  if (files.empty()) throw std::runtime_error("no file in " + std::string(folder));
  std::sort(files.begin(), files.end());
  return files;
}

std::string text_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + file.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

std::set<std::string> matches(const std::string& text, const std::string& pattern) {
  const std::regex regex(pattern);
  std::set<std::string> found;
  for (std::sregex_iterator at(text.begin(), text.end(), regex), end; at != end; ++at) {
    found.insert((*at)[1]);
  }
  return found;
}

}  // namespace cckm::test
