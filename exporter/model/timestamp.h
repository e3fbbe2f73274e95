// SPDX-License-Identifier: Apache-2.0
// Points in time as CM writes them: RFC 3339 with 0 to 9 digits of a second's fraction.
#pragma once

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

// Reads `2020-11-05T06:38:25.308834Z`: years 0001 to 9999, `T`, `t` or a space between date and
// time, `Z`, `z` or a numeric offset (which is applied) at the end. Digits of the fraction past
// the ninth are dropped; second 60 is the next minute's first. Empty for anything else: no zone,
// 24:00, a day that the month does not have, characters left over. Independent of locale and TZ.
std::optional<Timestamp> parse_timestamp(std::string_view text);

// Seconds since the epoch, as Prometheus wants them.
double unix_seconds(Timestamp timestamp);

// Seconds from `begin` to `end`; negative where `end` is earlier. Exact to the nanosecond below
// 100 days.
double seconds_between(Timestamp begin, Timestamp end);

}  // namespace cckm
