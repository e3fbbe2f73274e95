// SPDX-License-Identifier: Apache-2.0
// Asks of every minute whether it is a due time.
#include "tests/truth/calendar.h"

#include <algorithm>
#include <chrono>
#include <functional>

namespace cckm::truth {
namespace {

struct Minute {
  int minute;
  int hour;
  int day_of_month;
  int weekday;  // 0: Sunday
};

Minute minute_at(Seconds time) {
  using namespace std::chrono;
  const sys_days day = floor<days>(sys_seconds(seconds(time)));
  const Seconds of_day = time - sys_seconds(day).time_since_epoch().count();
  return {static_cast<int>(of_day / kMinute % 60), static_cast<int>(of_day / kHour),
          static_cast<int>(static_cast<unsigned>(year_month_day(day).day())),
          static_cast<int>(weekday(day).c_encoding())};
}

using IsDue = std::function<bool(const Minute&)>;

using MakeIsDue = IsDue (*)(int minute, int hour, int weekday);

template <int kStep>
IsDue every_minutes(int, int, int) {
  return [](const Minute& at) { return at.minute % kStep == 0; };
}

template <int kStep>
IsDue every_hours(int minute, int, int) {
  return [=](const Minute& at) { return at.minute == minute && at.hour % kStep == 0; };
}

bool is_workday(const Minute& at) {
  return at.weekday >= 1 && at.weekday <= 5;
}

IsDue at_time(int minute, int hour, const IsDue& is_day) {
  return [=](const Minute& at) { return at.minute == minute && at.hour == hour && is_day(at); };
}

IsDue office_hours(int minute, int, int) {
  return [=](const Minute& at) {
    return at.minute == minute && at.hour >= 8 && at.hour <= 18 && is_workday(at);
  };
}

IsDue daily(int minute, int hour, int) {
  return at_time(minute, hour, [](const Minute&) { return true; });
}

IsDue workdays(int minute, int hour, int) {
  return at_time(minute, hour, is_workday);
}

IsDue weekly(int minute, int hour, int weekday) {
  return at_time(minute, hour, [=](const Minute& at) { return at.weekday == weekday; });
}

// On days 1, 15 and 29.
IsDue fortnightly(int minute, int hour, int) {
  return at_time(minute, hour, [](const Minute& at) { return at.day_of_month % 14 == 1; });
}

IsDue monthly(int minute, int hour, int weekday) {
  return at_time(minute, hour,
                 [=](const Minute& at) { return at.day_of_month == 1 + 3 * weekday; });
}

const MakeIsDue kKinds[] = {every_minutes<5>,  every_minutes<10>,
                            every_minutes<15>, every_minutes<30>,
                            every_hours<1>,    every_hours<2>,
                            every_hours<6>,    every_hours<12>,
                            office_hours,      daily,
                            workdays,          weekly,
                            fortnightly,       monthly};

}  // namespace

int kinds_of_calendars() {
  return static_cast<int>(std::size(kKinds));
}

Calendar make_calendar(int kind, Seconds length, Dice& dice) {
  const IsDue is_due = kKinds[kind](5 * dice.below(12), dice.below(24), dice.below(7));
  Calendar calendar;
  for (Seconds time = -70 * kDay; time < length + 70 * kDay; time += kMinute) {
    if (is_due(minute_at(time))) calendar.dues.push_back(time);
  }
  return calendar;
}

Seconds last_due(const Calendar& calendar, Seconds now) {
  return *std::prev(std::upper_bound(calendar.dues.begin(), calendar.dues.end(), now));
}

Seconds next_due(const Calendar& calendar, Seconds now) {
  return *std::upper_bound(calendar.dues.begin(), calendar.dues.end(), now);
}

Seconds longest_gap(const Calendar& calendar) {
  Seconds gap = 0;
  for (std::size_t i = 1; i < calendar.dues.size(); ++i) {
    gap = std::max(gap, calendar.dues[i] - calendar.dues[i - 1]);
  }
  return gap;
}

Seconds shortest_gap(const Calendar& calendar) {
  Seconds gap = calendar.dues[1] - calendar.dues[0];
  for (std::size_t i = 1; i < calendar.dues.size(); ++i) {
    gap = std::min(gap, calendar.dues[i] - calendar.dues[i - 1]);
  }
  return gap;
}

}  // namespace cckm::truth
