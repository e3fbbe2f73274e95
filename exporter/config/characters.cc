// SPDX-License-Identifier: Apache-2.0
// UTF-8 by the table of well-formed byte sequences in the Unicode Standard, chapter 3.
#include "exporter/config/characters.h"

#include <algorithm>
#include <array>

namespace cckm {
namespace {

// The sequences that begin with a byte of [first, last]: their length, and the range of the second
// byte, which is what keeps out overlong forms, surrogates and everything over U+10FFFF.
struct Sequence {
  unsigned char first, last;
  std::size_t length;
  unsigned char second_least, second_most;
};

constexpr std::array kSequences = {
    Sequence{0x00, 0x7F, 1, 0x80, 0xBF}, Sequence{0xC2, 0xDF, 2, 0x80, 0xBF},
    Sequence{0xE0, 0xE0, 3, 0xA0, 0xBF}, Sequence{0xE1, 0xEC, 3, 0x80, 0xBF},
    Sequence{0xED, 0xED, 3, 0x80, 0x9F}, Sequence{0xEE, 0xEF, 3, 0x80, 0xBF},
    Sequence{0xF0, 0xF0, 4, 0x90, 0xBF}, Sequence{0xF1, 0xF3, 4, 0x80, 0xBF},
    Sequence{0xF4, 0xF4, 4, 0x80, 0x8F}};

unsigned char byte_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

// The length of the sequence that `text` begins with; 0 if it is none.
std::size_t sequence_length(std::string_view text) {
  const unsigned char first = byte_at(text, 0);
  const auto* const sequence = std::ranges::find_if(
      kSequences, [&](const Sequence& s) { return first >= s.first && first <= s.last; });
  if (sequence == kSequences.end() || sequence->length > text.size()) return 0;
  for (std::size_t i = 1; i < sequence->length; ++i) {
    const unsigned char least = i == 1 ? sequence->second_least : 0x80;
    const unsigned char most = i == 1 ? sequence->second_most : 0xBF;
    if (byte_at(text, i) < least || byte_at(text, i) > most) return 0;
  }
  return sequence->length;
}

bool is_control(std::string_view text, std::size_t index) {
  const unsigned char byte = byte_at(text, index);
  if (byte < 0x20 || byte == 0x7F) return true;
  // U+0080 to U+009F are C2 80 to C2 9F.
  return byte == 0xC2 && index + 1 < text.size() && byte_at(text, index + 1) < 0xA0;
}

}  // namespace

std::size_t valid_utf8_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size()) {
    const std::size_t step = sequence_length(text.substr(length));
    if (step == 0) break;
    length += step;
  }
  return length;
}

bool has_control_characters(std::string_view text) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (is_control(text, i)) return true;
  }
  return false;
}

}  // namespace cckm
