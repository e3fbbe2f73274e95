// SPDX-License-Identifier: Apache-2.0
// Durations in Prometheus' notation: `500ms`, `5s`, `1m30s`, `30d`.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace cckm {

// Parses whole numbers with the units y, w, d, h, m, s, ms, each at most once and in this order. A
// year has 365 days. Unlike in Prometheus, seconds at the end can have a fraction of up to three
// digits: `9.5s`. Returns empty for any other text: no unit, a sign, spaces, an overflow of 64
// bits.
std::optional<std::chrono::milliseconds> parse_duration(std::string_view text);

// Returns the duration in the largest unit from ms to d that gives a whole number.
std::string format_duration(std::chrono::milliseconds duration);

}  // namespace cckm
