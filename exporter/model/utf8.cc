// SPDX-License-Identifier: Apache-2.0
// Implements the table of well-formed sequences in the Unicode Standard.
#include "exporter/model/utf8.h"

#include <algorithm>
#include <array>

namespace cckm {
namespace {

struct ByteRange {
  unsigned char low, high;

  constexpr bool has(char c) const {
    const auto byte = static_cast<unsigned char>(c);
    return low <= byte && byte <= high;
  }
};

struct SequenceForm {
  std::size_t length;
  ByteRange first;
  ByteRange second;  // unused if the length is 1
};

// The Unicode Standard, table 3-7. Third and fourth bytes are kContinuation.
constexpr ByteRange kContinuation = {0x80, 0xBF};
constexpr std::array kForms = {
    SequenceForm{1, {0x00, 0x7F}, kContinuation}, SequenceForm{2, {0xC2, 0xDF}, kContinuation},
    SequenceForm{3, {0xE0, 0xE0}, {0xA0, 0xBF}},  SequenceForm{3, {0xE1, 0xEC}, kContinuation},
    SequenceForm{3, {0xED, 0xED}, {0x80, 0x9F}},  SequenceForm{3, {0xEE, 0xEF}, kContinuation},
    SequenceForm{4, {0xF0, 0xF0}, {0x90, 0xBF}},  SequenceForm{4, {0xF1, 0xF3}, kContinuation},
    SequenceForm{4, {0xF4, 0xF4}, {0x80, 0x8F}},
};

bool starts_with(std::string_view text, const SequenceForm& form) {
  if (text.size() < form.length || !form.first.has(text[0])) return false;
  if (form.length > 1 && !form.second.has(text[1])) return false;
  const auto rest = text.substr(std::min<std::size_t>(2, form.length), form.length - 2);
  return form.length <= 2 ||
         std::all_of(rest.begin(), rest.end(), [](char c) { return kContinuation.has(c); });
}

unsigned char byte_at(std::string_view text, std::size_t index) {
  return static_cast<unsigned char>(text[index]);
}

bool is_control(std::string_view text, std::size_t index) {
  const unsigned char byte = byte_at(text, index);
  if (byte < 0x20 || byte == 0x7F) return true;
  // U+0080 to U+009F are C2 80 to C2 9F.
  return byte == 0xC2 && index + 1 < text.size() && byte_at(text, index + 1) < 0xA0;
}

}  // namespace

std::size_t utf8_sequence_length(std::string_view text) {
  const auto* form = std::find_if(kForms.begin(), kForms.end(),
                                  [text](const auto& f) { return starts_with(text, f); });
  return form == kForms.end() ? 0 : form->length;
}

std::size_t valid_utf8_length(std::string_view text) {
  std::size_t length = 0;
  while (length < text.size()) {
    const std::size_t step = utf8_sequence_length(text.substr(length));
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
