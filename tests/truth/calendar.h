// SPDX-License-Identifier: Apache-2.0
// The due times of a schedule, computed minute by minute, without the exporter's cron.
#pragma once

#include <cstdint>
#include <vector>

#include "tests/truth/dice.h"

namespace cckm::truth {

using Seconds = std::int64_t;  // since 1970-01-01T00:00:00Z, or a duration

constexpr Seconds kMinute = 60;
constexpr Seconds kHour = 60 * kMinute;
constexpr Seconds kDay = 24 * kHour;

struct Calendar {
  std::vector<Seconds> dues;  // rising
};

// Returns the number of kinds of calendars: from every five minutes to monthly.
int kinds_of_calendars();
constexpr int kFastCalendars = 4;  // the first ones, up to half an hour between due times
constexpr int kDailyCalendar = 9;
// Returns a calendar of a kind whose times are random. It has due times from 70 days before the
// beginning until 70 days after `length`.
Calendar make_calendar(int kind, Seconds length, Dice& dice);

// Both need a due time before and after `now`.
Seconds last_due(const Calendar& calendar, Seconds now);  // not after `now`
Seconds next_due(const Calendar& calendar, Seconds now);  // after `now`
Seconds longest_gap(const Calendar& calendar);
Seconds shortest_gap(const Calendar& calendar);

}  // namespace cckm::truth
