// SPDX-License-Identifier: Apache-2.0
// Escapes strings itself: a JSON library stops in the middle of a string that is not UTF-8, and
// does not check for a failed allocation.
#include "exporter/log/log_line.h"

#include <algorithm>
#include <array>
#include <utility>

#include "exporter/model/utf8.h"

namespace cckm::log {
namespace {

constexpr std::array kLevelNames = {std::string_view("debug"), std::string_view("info"),
                                    std::string_view("warn"), std::string_view("error")};
constexpr std::string_view kCut = "...";

// Returns the code point of `sequence`. Precondition: it is well-formed.
char32_t decode(std::string_view sequence) {
  constexpr std::array<unsigned, 5> kPayload = {0, 0x7F, 0x1F, 0x0F, 0x07};
  char32_t point = static_cast<unsigned char>(sequence[0]) & kPayload[sequence.size()];
  for (const char c : sequence.substr(1)) point = point << 6U | (static_cast<unsigned>(c) & 0x3FU);
  return point;
}

std::string escaped_unit(char32_t unit) {
  std::string text = "\\u0000";
  for (auto digit = text.rbegin(); unit != 0; ++digit, unit >>= 4U) {
    *digit = "0123456789ABCDEF"[unit & 0xFU];
  }
  return text;
}

// Returns a code point as JSON in ASCII. One above U+FFFF becomes two units of UTF-16.
std::string escaped(char32_t point) {
  if (point == '\n') return "\\n";
  if (point == '"' || point == '\\') return {'\\', static_cast<char>(point)};
  if (point >= ' ' && point <= '~') return {static_cast<char>(point)};
  if (point < 0x10000) return escaped_unit(point);
  point -= 0x10000;
  return escaped_unit(0xD800 + (point >> 10U)) + escaped_unit(0xDC00 + (point & 0x3FFU));
}

// Escapes `text`. Cuts the result to `room` bytes, never within an escape.
std::string escaped(std::string_view text, std::size_t room) {
  std::string result;
  std::size_t whole = 0;  // the length at which kCut still fits
  while (!text.empty()) {
    const std::size_t length = utf8_sequence_length(text);
    result += length == 0 ? escaped(U'\uFFFD') : escaped(decode(text.substr(0, length)));
    if (result.size() > room) return result.substr(0, whole).append(kCut.substr(0, room - whole));
    if (result.size() + kCut.size() <= room) whole = result.size();
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return result;
}

bool needs_quotes(std::string_view text) {
  return text.empty() || std::any_of(text.begin(), text.end(), [](char c) {
           return c <= ' ' || c == '"' || c == '=' || c == '\\' || c > '~';
         });
}

// Appends fields to a line, with at most `room` bytes for each value.
class Line {
 public:
  Line(Format format, std::size_t room) : format_(format), room_(room) {}

  void add(std::string_view key, std::string_view value) {
    const std::string shown = escaped(value, room_);
    if (format_ == Format::kJson) {
      text_.append(text_.empty() ? "{\"" : ",\"").append(key).append("\":\"").append(shown) += '"';
      return;
    }
    const std::string_view quote = needs_quotes(value.substr(0, room_)) ? "\"" : "";
    text_.append(text_.empty() ? "" : " ").append(key) += '=';
    text_.append(quote).append(shown).append(quote);
  }

  std::string take() && { return std::move(text_) + (format_ == Format::kJson ? "}" : ""); }

 private:
  Format format_;
  std::size_t room_;
  std::string text_;
};

}  // namespace

std::string format_line(Format format, std::string_view time, Level level, std::string_view message,
                        const Fields& fields) {
  std::string text;
  for (std::size_t room = kMaxLine; room > 0; room /= 2) {
    Line line(format, room);
    line.add("ts", time);
    line.add("level", kLevelNames[static_cast<std::size_t>(level)]);
    line.add("msg", message);
    for (const auto& [key, value] : fields) line.add(key, value);
    text = std::move(line).take();
    if (text.size() <= kMaxLine) break;
  }
  return text;
}

}  // namespace cckm::log
