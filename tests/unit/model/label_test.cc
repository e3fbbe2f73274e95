// SPDX-License-Identifier: Apache-2.0
// Label values of well-formed, ill-formed and long texts.
#include "exporter/model/label.h"

#include <string>

#include "tests/support/catch.h"
#include "tests/support/exposition_parser.h"

namespace cckm::test {
namespace {

using namespace std::string_literals;

struct LabelCase {
  std::string input;
  std::string wanted;
};

TEST_CASE("a label value is valid UTF-8 without control characters") {
  const std::string bad = "\xEF\xBF\xBD";
  const LabelCase cases[] = {
      // Unchanged: the serializer escapes.
      {"", ""},
      {"123456789012/eu-west-1", "123456789012/eu-west-1"},
      {"\" \\ \n", "\" \\ \n"},
      {"\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x94\x91", "\xC3\xA9 \xE2\x82\xAC \xF0\x9F\x94\x91"},
      {"\xE2\x80\xAE\xD7\xA9", "\xE2\x80\xAE\xD7\xA9"},
      {"\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF", "\xED\x9F\xBF\xEE\x80\x80\xF4\x8F\xBF\xBF"},
      // Control characters.
      {"a\0b"s, "a_b"},
      {"\t\r\x01\x1F\x7F", "_____"},
      // No first byte, or no byte after it.
      {"a\x80z", "a" + bad + "z"},
      {"\xFF\xFE", bad + bad},
      {"\xC3z", bad + "z"},
      // Truncated by the end or by the next character.
      {"\xC3", bad},
      {"\xE2\x82", bad + bad},
      {"\xF0\x9F\x94", bad + bad + bad},
      {"\xE2\x82\xC3\xA9", bad + bad + "\xC3\xA9"},
      // Overlong.
      {"\xC0\x80", bad + bad},
      {"\xC1\xBF", bad + bad},
      {"\xE0\x9F\xBF", bad + bad + bad},
      {"\xF0\x8F\xBF\xBF", bad + bad + bad + bad},
      // Surrogates, and past the last code point.
      {"\xED\xA0\x80", bad + bad + bad},
      {"\xF4\x90\x80\x80", bad + bad + bad + bad},
      {"\xF5\x80\x80\x80", bad + bad + bad + bad},
  };
  for (const auto& [input, wanted] : cases) {
    CAPTURE(input);
    CHECK(clean_label(input) == wanted);
    CHECK(is_utf8(clean_label(input)));
  }
}

TEST_CASE("a long label value is cut between code points and ends in a hash") {
  const std::string x255(255, 'x');
  const std::string euro = "\xE2\x82\xAC";

  SECTION("256 bytes fit") {
    CHECK(clean_label(x255 + "y") == x255 + "y");
  }
  SECTION("the hash is FNV-1a of the whole text, in every release") {
    CHECK(clean_label(x255 + "yz") == x255 + "y-033f2158");
  }
  SECTION("no code point is cut in two") {
    CHECK(clean_label(x255 + euro).starts_with(x255 + "-"));
    CHECK(clean_label(x255 + euro).size() == 255 + 9);
  }
  SECTION("the length is that of the clean text") {
    CHECK(clean_label(std::string(86, '\xFF')).size() == 255 + 9);
  }
  SECTION("texts that differ only after the cut stay different") {
    CHECK(clean_label(std::string(65536, 'x') + "1") != clean_label(std::string(65536, 'x') + "2"));
  }
}

}  // namespace
}  // namespace cckm::test
