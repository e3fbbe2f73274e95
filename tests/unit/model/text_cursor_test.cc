// SPDX-License-Identifier: Apache-2.0
// Each call on a text that matches, and on one that does not.
#include "exporter/model/text_cursor.h"

#include <array>
#include <optional>
#include <string>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

constexpr std::array<std::string_view, 3> kNames = {"one", "two", "three"};

}  // namespace

TEST_CASE("a cursor is complete at the end of a text that has matched") {
  TextCursor cursor("ab");
  CHECK_FALSE(cursor.complete());
  cursor.expect("a");
  CHECK_FALSE(cursor.complete());
  cursor.expect("b");
  CHECK(cursor.complete());
}

TEST_CASE("a cursor is never complete after a mismatch") {
  TextCursor cursor("ab");
  cursor.expect("b");
  cursor.expect("ab");
  CHECK_FALSE(cursor.complete());
}

TEST_CASE("a cursor skips a text only if it comes next") {
  TextCursor cursor("ab");
  CHECK_FALSE(cursor.skip("b"));
  CHECK(cursor.skip("ab"));
  CHECK_FALSE(cursor.skip("a"));
  CHECK(cursor.complete());
}

TEST_CASE("a cursor parses one of several characters") {
  TextCursor cursor("Z");
  CHECK(cursor.one_of("Zz") == 'Z');
  CHECK(cursor.complete());
  for (const std::string_view text : {"", "x"}) {
    TextCursor other(text);
    other.one_of("Zz");
    other.skip(text);
    CHECK_FALSE(other.complete());
  }
}

TEST_CASE("a cursor parses one of several names") {
  TextCursor cursor("threetwo");
  CHECK(cursor.one_of(kNames) == 2);
  CHECK(cursor.one_of(kNames) == 1);
  CHECK(cursor.complete());
  cursor.one_of(kNames);
  CHECK_FALSE(cursor.complete());
}

TEST_CASE("a cursor parses a number of a fixed width within its range") {
  struct Case {
    std::string text;
    bool parsed;
  };
  const auto [text, parsed] =
      GENERATE(Case{"07", true}, Case{"00", false}, Case{"31", true}, Case{"32", false},
               Case{"7", false}, Case{"", false}, Case{"+7", false}, Case{"-7", false},
               Case{" 7", false}, Case{"007", false}, Case{"7x", false});
  CAPTURE(text);
  TextCursor cursor(text);
  const int number = cursor.number(2, 1, 31);
  CHECK(cursor.complete() == parsed);
  if (parsed) CHECK(number == std::stoi(text));
}

TEST_CASE("a cursor parses a time of day") {
  const auto [text, wanted] = GENERATE(table<std::string, std::optional<int>>({
      {"00:00:00", 0},
      {"06:38:25", 23905},
      {"23:59:60", 86400},
      {"24:00:00", std::nullopt},
      {"00:60:00", std::nullopt},
      {"00:00:61", std::nullopt},
      {"6:38:25", std::nullopt},
      {"06.38.25", std::nullopt},
      {"06:38", std::nullopt},
  }));
  CAPTURE(text);
  TextCursor cursor(text);
  const std::chrono::seconds time = cursor.time_of_day();
  CHECK(cursor.complete() == wanted.has_value());
  if (wanted) CHECK(time.count() == *wanted);
}

TEST_CASE("a cursor takes the digits that come next, up to a limit") {
  TextCursor cursor("12345x");
  CHECK(cursor.digits(2) == "12");
  CHECK(cursor.digits() == "345");
  CHECK(cursor.digits().empty());
  cursor.expect("x");
  CHECK(cursor.complete());
}

}  // namespace cckm::test
