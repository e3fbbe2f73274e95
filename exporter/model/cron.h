// SPDX-License-Identifier: Apache-2.0
// Cron expressions of CM's scheduler: five fields, in UTC.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cckm {

// A parsed expression. Its fields are minute, hour, day of month, month and day of week. CM uses
// Go's robfig/cron. parse() and next_after() give the results of that library, with its parser of
// exactly five fields.
//
// The day of month and the day of week are joined by "or" if both are restricted. A field that has
// `*` or `?` without a step above 1 is not restricted.
//
// An instant is a full minute. Precondition of all functions: years 1 to 9999. Immutable, so
// thread-safe.
class Cron {
 public:
  // Returns empty for a text that is no expression, such as `@daily` or `TZ=UTC 0 9 * * *`. Accepts
  // some odd texts, as robfig/cron does: `*-x` is `*`, `+5` is 5, and `,` is no value at all.
  static std::optional<Cron> parse(std::string_view text);

  // Returns the first instant after `time`. Empty if there is none before the end of the fifth year
  // after that of `time`. Takes less than 2 us.
  std::optional<std::chrono::sys_seconds> next_after(std::chrono::sys_seconds time) const;

  // Returns the last instant that is not after `time`. Empty if the expression has none.
  std::optional<std::chrono::sys_seconds> last_until(std::chrono::sys_seconds time) const;

 private:
  // Bit n is set if the value n matches.
  using Mask = std::uint64_t;

  Cron() = default;

  // Returns the days that match in a month; bit 1 is the first day.
  Mask days_of(std::chrono::year_month month) const;

  // Return the first day from `day` to the end of year `last`, and the last day from the begin of
  // year `first` to `day`. Empty if no day matches.
  std::optional<std::chrono::sys_days> first_day(std::chrono::sys_days day,
                                                 std::chrono::year last) const;
  std::optional<std::chrono::sys_days> last_day(std::chrono::sys_days day,
                                                std::chrono::year first) const;

  // Return the first time of day that is not before `time`, and the last that is not after it.
  // Empty if there is none. Precondition: 0 min to 1439 min.
  std::optional<std::chrono::minutes> first_time(std::chrono::minutes time) const;
  std::optional<std::chrono::minutes> last_time(std::chrono::minutes time) const;

  Mask minutes_ = 0;         // bits 0 to 59
  Mask hours_ = 0;           // bits 0 to 23
  Mask days_ = 0;            // bits 1 to 31
  Mask months_ = 0;          // bits 1 to 12
  Mask weekdays_ = 0;        // bits 0 to 6; 0 is Sunday
  bool either_day_ = false;  // a day matches by days_ or by weekdays_; false: it must match by both
};

}  // namespace cckm
