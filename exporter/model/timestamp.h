// SPDX-License-Identifier: Apache-2.0
// Timestamps of CM: RFC 3339, with nanoseconds.
#pragma once

#include <chrono>
#include <compare>
#include <cstdint>
#include <optional>
#include <string_view>

namespace cckm {

// A point in UTC. A struct and not std::chrono nanoseconds because those end in the year 2262.
struct Timestamp {
  std::int64_t seconds = 0;      // since 1970-01-01T00:00:00Z, negative before
  std::int32_t nanoseconds = 0;  // 0 .. 999,999,999

  // clang-tidy 14 takes the 0 that the language compares with for a pointer.
  auto operator<=>(const Timestamp&) const = default;  // NOLINT(modernize-use-nullptr)
};

// Parses a timestamp such as `2020-11-05T06:38:25.308834Z`. Years are 0001 to 9999. `T`, `t` or a
// space separates date and time. `Z`, `z` or a numeric offset ends the text, and the offset is
// applied. Digits of the fraction after the ninth are dropped. Second 60 is the first second of the
// next minute. Returns empty for any other text: no zone, 24:00, a day that the month does not
// have, trailing characters. Independent of locale and TZ.
std::optional<Timestamp> parse_timestamp(std::string_view text);

// Returns a time of the system clock.
Timestamp timestamp_of(std::chrono::system_clock::time_point time);

// Returns the seconds since the epoch.
double unix_seconds(Timestamp timestamp);

// Returns the seconds from `begin` to `end`; negative if `end` is earlier. Exact to the nanosecond
// below 100 days.
double seconds_between(Timestamp begin, Timestamp end);

}  // namespace cckm
