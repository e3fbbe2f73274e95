// SPDX-License-Identifier: Apache-2.0
// Parses RFC 3339 by plain arithmetic: strptime, mktime and streams depend on locale and time zone.
#include "exporter/model/timestamp.h"

#include <chrono>
#include <cstddef>

#include "exporter/model/text_cursor.h"

namespace cckm {
namespace {

// Parses a decimal point and digits, or nothing. Returns nanoseconds.
std::int32_t read_fraction(TextCursor& cursor) {
  if (!cursor.skip(".")) return 0;
  const std::string_view digits = cursor.digits();
  if (digits.empty()) cursor.fail();
  std::int32_t nanoseconds = 0;
  for (std::size_t i = 0; i < 9; ++i) {
    nanoseconds = nanoseconds * 10 + (i < digits.size() ? digits[i] - '0' : 0);
  }
  return nanoseconds;
}

// Returns the seconds from 1970 to the beginning of the day.
std::int64_t read_date(TextCursor& cursor) {
  const std::chrono::year year(cursor.number(4, 1, 9999));
  cursor.expect("-");
  const std::chrono::month month(static_cast<unsigned>(cursor.number(2, 1, 12)));
  cursor.expect("-");
  const std::chrono::day day(static_cast<unsigned>(cursor.number(2, 1, 31)));
  const std::chrono::year_month_day date = year / month / day;
  if (!date.ok()) cursor.fail();
  return std::chrono::seconds(std::chrono::sys_days(date).time_since_epoch()).count();
}

// Returns the seconds that the time zone is ahead of UTC.
std::int64_t read_zone(TextCursor& cursor) {
  const char sign = cursor.one_of("Zz+-");
  if (sign == 'Z' || sign == 'z') return 0;
  const int hours = cursor.number(2, 0, 23);
  cursor.expect(":");
  const int seconds = hours * 3600 + cursor.number(2, 0, 59) * 60;
  return sign == '-' ? -seconds : seconds;
}

}  // namespace

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  TextCursor cursor(text);
  Timestamp timestamp;
  timestamp.seconds = read_date(cursor);
  cursor.one_of("Tt ");
  timestamp.seconds += cursor.time_of_day().count();
  timestamp.nanoseconds = read_fraction(cursor);
  timestamp.seconds -= read_zone(cursor);
  if (!cursor.complete()) return std::nullopt;
  return timestamp;
}

Timestamp timestamp_of(std::chrono::system_clock::time_point time) {
  const auto since = std::chrono::floor<std::chrono::nanoseconds>(time.time_since_epoch());
  const auto seconds = std::chrono::floor<std::chrono::seconds>(since);
  return {seconds.count(), static_cast<std::int32_t>((since - seconds).count())};
}

double unix_seconds(Timestamp timestamp) {
  return static_cast<double>(timestamp.seconds) + static_cast<double>(timestamp.nanoseconds) / 1e9;
}

double seconds_between(Timestamp begin, Timestamp end) {
  // A double holds every nanosecond count below 100 days exactly, so only the division rounds.
  return (static_cast<double>(end.seconds - begin.seconds) * 1e9 +
          static_cast<double>(end.nanoseconds - begin.nanoseconds)) /
         1e9;
}

}  // namespace cckm
