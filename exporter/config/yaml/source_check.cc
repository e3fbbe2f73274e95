// SPDX-License-Identifier: Apache-2.0
// Checks bytes and indentation line by line.
#include "exporter/config/yaml/source_check.h"

#include <algorithm>
#include <iterator>

#include "exporter/model/utf8.h"

namespace cckm {
namespace {

// A line of a file without its terminator. Columns are cast: a file has less than 2^31 bytes.
struct Line {
  int number;
  std::string_view text;

  Position at(std::size_t offset) const { return {number, static_cast<int>(offset) + 1}; }
};

bool check_encoding(const Line& line, Problems& problems) {
  const std::size_t valid = valid_utf8_length(line.text);
  if (valid == line.text.size()) return true;
  problems.add_error(line.at(valid), "", "is not valid UTF-8");
  return false;
}

bool check_control_characters(const Line& line, Problems& problems) {
  const auto* const found = std::ranges::find_if(line.text, [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\r') || byte == 0x7F;
  });
  if (found == line.text.end()) return true;
  const auto offset = static_cast<std::size_t>(std::distance(line.text.begin(), found));
  problems.add_error(line.at(offset), "", "control characters are not allowed");
  return false;
}

void check_indentation(const Line& line, Problems& problems) {
  const std::size_t first = line.text.find_first_not_of(' ');
  if (first == std::string_view::npos || line.text[first] != '\t') return;
  problems.add_error(line.at(first), "", "a tab cannot indent a line: use spaces");
}

}  // namespace

bool check_source(std::string_view text, Problems& problems) {
  const std::size_t before = problems.errors.size();
  for (int number = 1; !text.empty(); ++number) {
    const Line line{number, text.substr(0, text.find('\n'))};
    if (!check_encoding(line, problems) || !check_control_characters(line, problems)) break;
    check_indentation(line, problems);
    text.remove_prefix(std::min(line.text.size() + 1, text.size()));
  }
  return problems.errors.size() == before;
}

}  // namespace cckm
