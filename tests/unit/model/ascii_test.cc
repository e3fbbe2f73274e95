// SPDX-License-Identifier: Apache-2.0
// Letter case at the edges of the alphabet, and lists of words.
#include "exporter/model/ascii.h"

#include <vector>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

std::string joined(const std::vector<std::string_view>& words) {
  return join(words, ", ");
}

}  // namespace

TEST_CASE("lower case changes the letters A to Z only") {
  CHECK(to_lower("@AZ[`az{09\u00c4") == "@az[`az{09\u00c4");
  CHECK(to_lower("").empty());
}

TEST_CASE("texts are equal without case if only letters differ in case") {
  CHECK(equal_ignoring_case("Content-LENGTH", "content-length"));
  CHECK(equal_ignoring_case("", ""));
  CHECK_FALSE(equal_ignoring_case("chunked", "chunke"));
  CHECK_FALSE(equal_ignoring_case("[", "{"));
  CHECK_FALSE(equal_ignoring_case("\u00c4", "\u00e4"));
}

TEST_CASE("letters and digits are those of ASCII") {
  for (const char c : {'a', 'z', 'A', 'Z'}) CHECK((is_letter(c) && is_letter_or_digit(c)));
  for (const char c : {'0', '9'}) CHECK((!is_letter(c) && is_letter_or_digit(c)));
  for (const char c : {'@', '[', '`', '{', '/', ':', ' ', '\xE9'}) {
    CHECK_FALSE((is_letter(c) || is_letter_or_digit(c)));
  }
}

TEST_CASE("white space is removed at both ends of a text") {
  CHECK(trimmed(" \t\r\n\v\fa b\n") == "a b");
  CHECK(trimmed("a") == "a");
  CHECK(trimmed(" \n").empty());
  CHECK(trimmed("").empty());
  CHECK(trimmed(" \ta\n ", kBlanks) == "a\n");
}

TEST_CASE("words are joined with a separator between two") {
  CHECK(joined({}).empty());
  CHECK(joined({"a"}) == "a");
  CHECK(joined({"a", "b", "c"}) == "a, b, c");
  CHECK(joined({"", "a", "", "b"}) == "a, , b");
}

}  // namespace cckm::test
