// SPDX-License-Identifier: Apache-2.0
// Well-formedness is the Unicode standard's own table, which leaves out overlong forms, surrogates
// and what lies past U+10FFFF.
#include "exporter/metrics/label.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace cckm {
namespace {

constexpr std::size_t kMaxBytes = 256;
constexpr std::string_view kReplacementCharacter = "\xEF\xBF\xBD";

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
  ByteRange second;  // not looked at where the length is 1
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

// Bytes of the well-formed sequence at the start of `text`; 0 if there is none.
std::size_t sequence_length(std::string_view text) {
  const auto* form = std::find_if(kForms.begin(), kForms.end(),
                                  [text](const auto& f) { return starts_with(text, f); });
  return form == kForms.end() ? 0 : form->length;
}

bool is_replaced(char c) {
  return (ByteRange{0x00, 0x1F}.has(c) && c != '\n') || c == '\x7F';
}

std::string_view cleaned(std::string_view sequence) {
  if (sequence.empty()) return kReplacementCharacter;
  return is_replaced(sequence[0]) ? "_" : sequence;
}

// FNV-1a: short, and the same on every machine and in every release, as label values must be.
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
  std::string clean;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t length = sequence_length(rest);
    const std::string_view piece = cleaned(rest.substr(0, length));
    if (clean.size() + piece.size() > kMaxBytes) return clean + "-" + fingerprint(text);
    clean += piece;
    rest.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return clean;
}

}  // namespace cckm
