// SPDX-License-Identifier: Apache-2.0
// Copies one well-formed sequence at a time, or replaces one byte that belongs to none. Almost all
// values are ASCII and are copied at once.
#include "exporter/model/label.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>

#include "exporter/model/utf8.h"

namespace cckm {
namespace {

constexpr std::size_t kMaxBytes = 256;
constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

bool is_replaced(char c) {
  return (c >= '\0' && c < ' ' && c != '\n') || c == '\x7F';
}

bool is_printable_ascii(char c) {
  return c >= ' ' && c < '\x7F';
}

std::string_view cleaned(std::string_view sequence) {
  if (sequence.empty()) return kReplacementCharacter;
  return is_replaced(sequence[0]) ? "_" : sequence;
}

// Returns the FNV-1a hash: label values must not change from machine to machine or release to
// release.
std::string fingerprint(std::string_view text) {
  std::uint32_t hash = 2166136261;
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619;
  std::string digits(8, '0');
  for (auto digit = digits.rbegin(); digit != digits.rend(); ++digit, hash >>= 4) {
    *digit = "0123456789abcdef"[hash & 0xF];
  }
  return digits;
}

}  // namespace

std::string clean_label(std::string_view text) {
  if (text.size() <= kMaxBytes && std::all_of(text.begin(), text.end(), is_printable_ascii)) {
    return std::string(text);
  }
  std::string clean;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = utf8_sequence_length(rest);
    const std::string_view piece = cleaned(rest.substr(0, length));
    if (clean.size() + piece.size() > kMaxBytes) return clean + "-" + fingerprint(text);
    clean += piece;
    rest.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return clean;
}

}  // namespace cckm
