// SPDX-License-Identifier: Apache-2.0
// Parses RFC 3339 by plain arithmetic: strptime, mktime and streams depend on locale and time zone.
#include "exporter/model/timestamp.h"

#include <algorithm>
#include <chrono>

namespace cckm {
namespace {

// Parses a text from the front. After the first mismatch complete() stays false, and the results of
// the other calls have no meaning.
class Cursor {
 public:
  explicit Cursor(std::string_view text) : rest_(text) {}

  bool complete() const { return !failed_ && rest_.empty(); }
  void fail() { failed_ = true; }

  // Parses one character out of `allowed`.
  char one_of(std::string_view allowed) {
    if (rest_.empty() || allowed.find(rest_.front()) == std::string_view::npos) {
      fail();
      return '\0';
    }
    const char taken = rest_.front();
    rest_.remove_prefix(1);
    return taken;
  }

  // Parses a number of exactly `digits` digits, from `low` to `high`.
  int number(int digits, int low, int high) {
    int value = 0;
    for (int i = 0; i < digits; ++i) value = value * 10 + (one_of("0123456789") - '0');
    if (value < low || value > high) fail();
    return value;
  }

  // Parses a decimal point and digits, or nothing. Returns nanoseconds.
  std::int32_t fraction() {
    if (!rest_.starts_with('.')) return 0;
    rest_.remove_prefix(1);
    const std::size_t digits = std::min(rest_.find_first_not_of("0123456789"), rest_.size());
    if (digits == 0) fail();
    std::int32_t nanoseconds = 0;
    for (std::size_t i = 0; i < 9; ++i) {
      nanoseconds = nanoseconds * 10 + (i < digits ? rest_[i] - '0' : 0);
    }
    rest_.remove_prefix(digits);
    return nanoseconds;
  }

 private:
  std::string_view rest_;
  bool failed_ = false;
};

// Returns the seconds from 1970 to the beginning of the day.
std::int64_t read_date(Cursor& cursor) {
  const std::chrono::year year(cursor.number(4, 1, 9999));
  cursor.one_of("-");
  const std::chrono::month month(static_cast<unsigned>(cursor.number(2, 1, 12)));
  cursor.one_of("-");
  const std::chrono::day day(static_cast<unsigned>(cursor.number(2, 1, 31)));
  const std::chrono::year_month_day date = year / month / day;
  if (!date.ok()) cursor.fail();
  return std::chrono::seconds(std::chrono::sys_days(date).time_since_epoch()).count();
}

// Returns the seconds from the beginning of the day. A leap second counts as the second after it.
std::int64_t read_time(Cursor& cursor) {
  const int hours = cursor.number(2, 0, 23);
  cursor.one_of(":");
  const int minutes = cursor.number(2, 0, 59);
  cursor.one_of(":");
  return hours * 3600 + minutes * 60 + cursor.number(2, 0, 60);
}

// Returns the seconds that the time zone is ahead of UTC.
std::int64_t read_zone(Cursor& cursor) {
  const char sign = cursor.one_of("Zz+-");
  if (sign == 'Z' || sign == 'z') return 0;
  const int hours = cursor.number(2, 0, 23);
  cursor.one_of(":");
  const int seconds = hours * 3600 + cursor.number(2, 0, 59) * 60;
  return sign == '-' ? -seconds : seconds;
}

}  // namespace

std::optional<Timestamp> parse_timestamp(std::string_view text) {
  Cursor cursor(text);
  Timestamp timestamp;
  timestamp.seconds = read_date(cursor);
  cursor.one_of("Tt ");
  timestamp.seconds += read_time(cursor);
  timestamp.nanoseconds = cursor.fraction();
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
