// SPDX-License-Identifier: Apache-2.0
// Formats times by hand, because g++ 12 has no std::format and strftime depends on the locale.
#include "tests/simulator/clock.h"

#include <array>
#include <cstdio>

namespace cckm::test {
namespace {

struct CalendarTime {
  explicit CalendarTime(Time time)
      : date(std::chrono::floor<std::chrono::days>(time)),
        weekday(std::chrono::floor<std::chrono::days>(time)),
        clock(time - std::chrono::floor<std::chrono::days>(time)) {}

  int year() const { return static_cast<int>(date.year()); }
  unsigned month() const { return static_cast<unsigned>(date.month()); }
  unsigned day() const { return static_cast<unsigned>(date.day()); }
  long hours() const { return clock.hours().count(); }
  long minutes() const { return clock.minutes().count(); }
  long seconds() const { return clock.seconds().count(); }

  std::chrono::year_month_day date;
  std::chrono::weekday weekday;
  std::chrono::hh_mm_ss<std::chrono::nanoseconds> clock;
};

std::string without_trailing_zeros(std::string fraction) {
  fraction.erase(fraction.find_last_not_of('0') + 1);
  return fraction == "." ? "" : fraction;
}

}  // namespace

std::string rfc3339(Time time) {
  const CalendarTime t(time);
  std::array<char, 64> whole;
  std::snprintf(whole.data(), whole.size(), "%04d-%02u-%02uT%02ld:%02ld:%02ld", t.year(), t.month(),
                t.day(), t.hours(), t.minutes(), t.seconds());
  std::array<char, 32> fraction;
  std::snprintf(fraction.data(), fraction.size(), ".%09lld",
                static_cast<long long>(t.clock.subseconds().count()));
  return whole.data() + without_trailing_zeros(fraction.data()) + "Z";
}

std::string http_date(Time time) {
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const CalendarTime t(time);
  std::array<char, 64> text;
  std::snprintf(text.data(), text.size(), "%s, %02u %s %04d %02ld:%02ld:%02ld GMT",
                kDays[t.weekday.c_encoding()], t.day(), kMonths[t.month() - 1], t.year(), t.hours(),
                t.minutes(), t.seconds());
  return text.data();
}

}  // namespace cckm::test
