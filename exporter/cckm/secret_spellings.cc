// SPDX-License-Identifier: Apache-2.0
// One function for each encoding. Its parameters are the points on which encoders differ.
#include "exporter/cckm/secret_spellings.h"

#include <algorithm>
#include <cstddef>
#include <set>

#include "exporter/model/ascii.h"
#include "exporter/model/utf8.h"

namespace cckm {
namespace {

bool is_one_of(std::string_view characters, char c) {
  return characters.find(c) != std::string_view::npos;
}

std::string hexadecimal(std::string_view bytes, std::string_view digits) {
  std::string code;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    code += digits[byte >> 4U];
    code += digits[byte & 0xFU];
  }
  return code;
}

// Returns `secret` with all but the `plain` characters as %XX.
std::string percent(std::string_view secret, std::string_view plain, std::string_view digits) {
  std::string code;
  for (std::size_t i = 0; i < secret.size(); ++i) {
    const std::string_view byte = secret.substr(i, 1);
    code += is_one_of(plain, secret[i]) ? std::string(byte) : '%' + hexadecimal(byte, digits);
  }
  return code;
}

// Returns the encoding of HTML forms: like percent(), but each space is a plus.
std::string form(std::string_view secret, const std::string& plain, std::string_view digits) {
  std::string code = percent(secret, plain + ' ', digits);
  std::replace(code.begin(), code.end(), ' ', '+');
  return code;
}

// Returns the digits that depend on the secret only, if `before` other bytes precede it in a group
// of three.
std::string base64(std::string_view secret, std::size_t before, std::string_view last_digits) {
  const std::string digits = std::string(kAsciiLettersAndDigits).append(last_digits);
  const std::string bytes = std::string(before, '\0').append(secret);
  const auto bit = [&](std::size_t at) {
    return static_cast<unsigned char>(bytes[at / 8]) >> (7 - at % 8) & 1U;
  };
  std::string code;
  for (std::size_t at = (before * 8 + 5) / 6 * 6; at + 6 <= bytes.size() * 8; at += 6) {
    unsigned digit = 0;
    for (std::size_t i = 0; i < 6; ++i) digit = digit << 1U | bit(at + i);
    code += digits[digit];
  }
  return code;
}

// The choices that JSON leaves to an encoder.
struct JsonStyle {
  std::string_view
      backslashed;            // characters behind a backslash, beside the quote and the backslash
  std::string_view numbered;  // ASCII characters as \uXXXX, beside the control characters
  bool ascii;                 // all beyond ASCII as \uXXXX
};

constexpr JsonStyle kJsonStyles[] = {
    {"", "", false},     // the least
    {"", "<>&", false},  // Go
    {"", "", true},      // Python
    {"/", "", true},     // PHP
};

// Returns \uXXXX for one unit of UTF-16.
std::string json_number(char32_t unit, std::string_view digits) {
  const std::string bytes = {static_cast<char>(unit >> 8U), static_cast<char>(unit & 0xFFU)};
  return "\\u" + hexadecimal(bytes, digits);
}

// Returns one or two units of UTF-16 for a UTF-8 sequence of 2 to 4 bytes.
std::string json_numbers(std::string_view sequence, std::string_view digits) {
  char32_t code = static_cast<unsigned char>(sequence[0]) & 0xFFU >> (sequence.size() + 1);
  for (const char c : sequence.substr(1))
    code = code << 6U | (static_cast<unsigned char>(c) & 0x3FU);
  if (code < 0x10000) return json_number(code, digits);
  code -= 0x10000;
  return json_number(0xD800 + (code >> 10U), digits) +
         json_number(0xDC00 + (code & 0x3FFU), digits);
}

// Returns the encoding of an ASCII character, or of a byte that belongs to no UTF-8 sequence.
std::string json_character(char c, const JsonStyle& style, std::string_view digits) {
  if (c == '\b') return "\\b";
  if (c == '\f') return "\\f";
  if (c == '\n') return "\\n";
  if (c == '\r') return "\\r";
  if (c == '\t') return "\\t";
  if (c == '"' || c == '\\' || is_one_of(style.backslashed, c)) return {'\\', c};
  const bool control = c >= '\0' && c < ' ';
  if (control || is_one_of(style.numbered, c)) return json_number(static_cast<char32_t>(c), digits);
  return std::string(1, c);
}

std::string json(std::string_view secret, const JsonStyle& style, std::string_view digits) {
  std::string code;
  while (!secret.empty()) {
    const std::size_t length = std::max<std::size_t>(utf8_sequence_length(secret), 1);
    if (length == 1) {
      code += json_character(secret[0], style, digits);
    } else {
      const std::string_view sequence = secret.substr(0, length);
      code += style.ascii ? json_numbers(sequence, digits) : std::string(sequence);
    }
    secret.remove_prefix(length);
  }
  return code;
}

}  // namespace

std::vector<std::string> spellings_of(std::string_view secret) {
  const std::string unreserved = std::string(kAsciiLettersAndDigits) + "-._~";
  std::set<std::string> all = {std::string(secret)};
  for (std::size_t before = 0; before < 3; ++before) {
    all.insert(base64(secret, before, "+/"));
    all.insert(base64(secret, before, "-_"));
  }
  for (const std::string_view digits : {"0123456789abcdef", "0123456789ABCDEF"}) {
    all.insert(percent(secret, unreserved, digits));
    all.insert(form(secret, unreserved, digits));
    all.insert(percent(secret, kAsciiLettersAndDigits, digits));
    all.insert(percent(secret, "", digits));
    for (const JsonStyle& style : kJsonStyles) all.insert(json(secret, style, digits));
    all.insert(hexadecimal(secret, digits));
  }
  all.erase("");
  return {all.begin(), all.end()};
}

}  // namespace cckm
