// SPDX-License-Identifier: Apache-2.0
// Fuzzes the parsing of timestamps. The input is two of them, one on each line.
#include "exporter/model/timestamp.h"

#include <cstdio>
#include <string>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/targets.h"
#include "tests/fuzz/time_zone.h"

namespace cckm::test {
namespace {

constexpr std::int64_t kDay = 86400;
constexpr std::int64_t kYear1 = -62'135'596'800;
constexpr std::int64_t kYear10000 = 253'402'300'800;

// Formats a timestamp. Counts the years of a 400-year period one by one, which is slow but shares
// no algorithm with the parser. `seconds` are from the start of year 1.
std::string text_of(std::int64_t seconds, std::int32_t nanoseconds) {
  std::int64_t days = seconds / kDay;
  const std::int64_t second = seconds % kDay;
  std::int64_t year = 1 + days / 146097 * 400;
  days %= 146097;
  const auto leap = [&] { return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0; };
  while (days >= (leap() ? 366 : 365)) days -= leap() ? 366 : 365, ++year;
  const int lengths[] = {31, leap() ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
  int month = 0;
  while (days >= lengths[month]) days -= lengths[month++];
  char text[64];
  std::snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%09dZ", static_cast<int>(year),
                month + 1, static_cast<int>(days) + 1, static_cast<int>(second / 3600),
                static_cast<int>(second / 60 % 60), static_cast<int>(second % 60), nanoseconds);
  return text;
}

void check(std::string_view text, Timestamp when) {
  require(
      text.find_first_not_of("0123456789-:TtZz .+") == std::string_view::npos && text.size() >= 20,
      "an accepted text has the characters of a timestamp");
  require(when.nanoseconds >= 0 && when.nanoseconds <= 999'999'999, "nanoseconds are a fraction");
  require(when.seconds > kYear1 - kDay && when.seconds < kYear10000 + kDay,
          "an offset shifts by less than a day");
  if (when.seconds < kYear1 || when.seconds >= kYear10000) return;
  require(parse_timestamp(text_of(when.seconds - kYear1, when.nanoseconds)) == when,
          "a parsed timestamp can be formatted and parsed again");
}

void check_order(Timestamp a, Timestamp b) {
  require(a > b || unix_seconds(a) <= unix_seconds(b), "seconds since 1970 keep the order");
  require((seconds_between(a, b) < 0) == (b < a),
          "a span is negative if and only if it ends early");
  require(seconds_between(a, b) == -seconds_between(b, a),
          "a span in the other direction is its negative");
}

}  // namespace
}  // namespace cckm::test

void cckm::test::fuzz_timestamp(std::string_view rest) {
  const std::string_view first = take_until(rest, '\n');
  const auto a = parse_timestamp(first);
  const auto b = parse_timestamp(rest);
  require(far_from_utc([&] { return parse_timestamp(first); }) == a, "the time zone has no effect");
  if (a) check(first, *a);
  if (b) check(rest, *b);
  if (a && b) check_order(*a, *b);
}
