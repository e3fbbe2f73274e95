// SPDX-License-Identifier: Apache-2.0
// Well-formed UTF-8 and control characters.
#include "exporter/model/utf8.h"

#include <string_view>
#include <vector>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using namespace std::string_view_literals;

TEST_CASE("UTF-8 is valid up to its first ill-formed sequence") {
  struct Row {
    std::string_view text;
    std::size_t wanted;
  };
  const std::vector<Row> rows = {
      {"", 0},
      {"plain", 5},
      {"nul\0 too"sv, 8},
      {"\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x94\x91", 11},
      {"\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF", 10},
      // Cut short.
      {"ab\xC3", 2},
      {"ab\xE2\x82", 2},
      {"ab\xF0\x9F\x94", 2},
      {"ab\xC3q", 2},
      {"ab\xE2\x82q", 2},
      // Overlong, surrogate, over U+10FFFF, never a first byte.
      {"a\xC0\x80", 1},
      {"a\xC1\xBF", 1},
      {"a\xE0\x9F\xBF", 1},
      {"a\xF0\x8F\xBF\xBF", 1},
      {"a\xED\xA0\x80", 1},
      {"a\xF4\x90\x80\x80", 1},
      {"a\x80", 1},
      {"a\xF5\x80\x80\x80", 1},
      {"a\xFF", 1},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    CHECK(valid_utf8_length(row.text) == row.wanted);
  }
}

TEST_CASE("control characters are C0, DEL and C1") {
  for (const auto text : {"a\nb"sv, "\0"sv, "\x1F"sv, "\x7F"sv, "a\xC2\x80"sv, "\xC2\x9F."sv}) {
    CAPTURE(text);
    CHECK(has_control_characters(text));
  }
  for (const auto text : {""sv, " ~"sv, "\xC2\xA0"sv, "\xC3\x80"sv, "\xE2\x82\x80"sv}) {
    CAPTURE(text);
    CHECK_FALSE(has_control_characters(text));
  }
}

TEST_CASE("the length of a sequence is that of its first character") {
  CHECK(utf8_sequence_length("") == 0);
  CHECK(utf8_sequence_length("az") == 1);
  CHECK(utf8_sequence_length("\0z"sv) == 1);
  CHECK(utf8_sequence_length("\xC3\xA9z") == 2);
  CHECK(utf8_sequence_length("\xE2\x82\xACz") == 3);
  CHECK(utf8_sequence_length("\xF0\x9F\x94\x91z") == 4);
  CHECK(utf8_sequence_length("\x80z") == 0);
  CHECK(utf8_sequence_length("\xE2\x82z") == 0);
}

}  // namespace
}  // namespace cckm::test
