// SPDX-License-Identifier: Apache-2.0
// Writes line by line.
#include "tests/bench/data_file.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <stdexcept>

namespace cckm::test {

std::string rounded(double value) {
  const double magnitude = value == 0 ? 0 : std::floor(std::log10(std::abs(value)));
  const int decimals = static_cast<int>(std::clamp(2 - magnitude, 0.0, 3.0));
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), "%.*f", value == 0 ? 0 : decimals, value);
  return text.data();
}

DataFile::DataFile(const std::filesystem::path& path, const std::vector<std::string>& columns)
    : path_(path), file_(path) {
  row(columns);
}

void DataFile::row(const std::vector<std::string>& cells) {
  const char* separator = "";
  for (const std::string& cell : cells) {
    file_ << separator << cell;
    separator = "\t";
  }
  file_ << '\n' << std::flush;
  if (!file_) throw std::runtime_error("cannot write " + path_.string());
}

}  // namespace cckm::test
