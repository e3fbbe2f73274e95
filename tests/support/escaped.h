// SPDX-License-Identifier: Apache-2.0
// Texts of any bytes on one line of a file of test data.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cckm::test {

// Replaces each `\xHH` by its byte. Precondition: a backslash begins nothing else.
inline std::string unescaped(std::string_view text) {
  constexpr std::size_t kLength = std::string_view("\\xHH").size();
  std::string bytes;
  while (!text.empty()) {
    const bool escape = text.front() == '\\';
    bytes += escape ? static_cast<char>(std::stoi(std::string(text.substr(2, 2)), nullptr, 16))
                    : text.front();
    text.remove_prefix(escape ? kLength : 1);
  }
  return bytes;
}

}  // namespace cckm::test
