// SPDX-License-Identifier: Apache-2.0
// One UTF-8 sequence after the other.
#include "exporter/config/characters.h"

#include "exporter/model/utf8.h"

namespace cckm {
namespace {

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
