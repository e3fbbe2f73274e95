// SPDX-License-Identifier: Apache-2.0
// A file of tab-separated values, from which report.sh makes a table and plots.
#pragma once

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace cckm::test {

// Returns the value with three digits, or more for thousands: 0.123, 1.23, 12.3, 1234.
std::string rounded(double value);

class DataFile {
 public:
  // Creates the file. Its first line has the names of the columns. Throws std::runtime_error if it
  // cannot be written.
  DataFile(const std::filesystem::path& path, const std::vector<std::string>& columns);

  // Appends a line. An empty cell means that nothing was measured. Throws the same.
  void row(const std::vector<std::string>& cells);

 private:
  std::filesystem::path path_;
  std::ofstream file_;
};

}  // namespace cckm::test
