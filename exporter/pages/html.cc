// SPDX-License-Identifier: Apache-2.0
// The five characters with a meaning in HTML become character references.
#include "exporter/pages/html.h"

namespace cckm {
namespace {

// Returns an empty text for a character that stands for itself.
constexpr std::string_view reference_of(char c) {
  switch (c) {
    case '&':
      return "&amp;";
    case '<':
      return "&lt;";
    case '>':
      return "&gt;";
    case '"':
      return "&quot;";
    case '\'':
      return "&#39;";
    default:
      return {};
  }
}

}  // namespace

Html& Html::operator<<(Escaped escaped) {
  for (const char c : escaped.text) {
    const std::string_view reference = reference_of(c);
    if (reference.empty()) {
      text_ += c;
    } else {
      text_ += reference;
    }
  }
  return *this;
}

Html& Html::operator<<(Foreign foreign) {
  return *this << "<bdi>" << Escaped{foreign.text} << "</bdi>";
}

Html& Html::operator<<(std::size_t number) {
  return append(std::to_string(number));
}

}  // namespace cckm
