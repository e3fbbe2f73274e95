// SPDX-License-Identifier: Apache-2.0
// Durations as Prometheus writes them: `500ms`, `5s`, `1m30s`, `30d`.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace cckm {

// Reads whole numbers with the units y, w, d, h, m, s, ms, each at most once and in this order (a
// year is 365 days). Beyond Prometheus' form, seconds at the end may have a fraction of up to three
// digits: `9.5s`. Empty for anything else: no unit, a sign, spaces, more than 292 million years.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// The duration in the largest unit from ms to d that gives a whole number.
std::string format_duration(std::chrono::milliseconds duration);

}  // namespace cckm
