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

struct Kind {
  const char* text;
  IsDue (*make)(int minute, int hour, int weekday);
};

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

IsDue at_time(int minute, int hour, std::function<bool(const Minute&)> is_day) {
  return [=](const Minute& at) { return at.minute == minute && at.hour == hour && is_day(at); };
}

const Kind kKinds[] = {
    {"every 5 min", every_minutes<5>},
    {"every 10 min", every_minutes<10>},
    {"every 15 min", every_minutes<15>},
    {"every 30 min", every_minutes<30>},
    {"hourly", every_hours<1>},
    {"every 2 h", every_hours<2>},
    {"every 6 h", every_hours<6>},
    {"every 12 h", every_hours<12>},
    {"hourly on workdays, 8 to 18 h",
     [](int minute, int, int) -> IsDue {
       return [=](const Minute& at) {
         return at.minute == minute && at.hour >= 8 && at.hour <= 18 && is_workday(at);
       };
     }},
    {"daily", [](int minute, int hour,
                 int) { return at_time(minute, hour, [](const Minute&) { return true; }); }},
    {"workdays", [](int minute, int hour, int) { return at_time(minute, hour, is_workday); }},
    {"weekly",
     [](int minute, int hour, int weekday) {
       return at_time(minute, hour, [=](const Minute& at) { return at.weekday == weekday; });
     }},
    {"twice a month",
     [](int minute, int hour, int) {
       return at_time(minute, hour, [](const Minute& at) { return at.day_of_month % 14 == 1; });
     }},
    {"monthly",
     [](int minute, int hour, int weekday) {
       return at_time(minute, hour,
                      [=](const Minute& at) { return at.day_of_month == 1 + 3 * weekday; });
     }},
};

}  // namespace

int kinds_of_calendars() {
  return static_cast<int>(std::size(kKinds));
}

Calendar make_calendar(int kind, Seconds length, Dice& dice) {
  const IsDue is_due = kKinds[kind].make(5 * dice.below(12), dice.below(24), dice.below(7));
  Calendar calendar{kKinds[kind].text, {}};
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
