// SPDX-License-Identifier: Apache-2.0
// Authorization headers and a password hash, for tests of authentication.
#pragma once

#include <string>
#include <string_view>

namespace cckm::test {

// The hash of "secret" at cost 4, the lowest one.
inline const std::string kHashOfSecret =
    "$2b$04$abcdefghijklmnopqrstuu2r9OfJnfCsdneAXAGHnS4UpFFP8WIrW";

inline std::string base64(const std::string& text) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string encoded;
  for (std::size_t i = 0; i < text.size(); i += 3) {
    const auto byte = [&](std::size_t at) {
      return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U;
    };
    const unsigned three = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    encoded += kDigits[three >> 18];
    encoded += kDigits[three >> 12 & 63];
    encoded += i + 1 < text.size() ? kDigits[three >> 6 & 63] : '=';
    encoded += i + 2 < text.size() ? kDigits[three & 63] : '=';
  }
  return encoded;
}

// The value of an Authorization header.
inline std::string basic(const std::string& user, const std::string& password) {
  return "Basic " + base64(user + ":" + password);
}

}  // namespace cckm::test
