// SPDX-License-Identifier: Apache-2.0
// The time in header fields such as Date.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace cckm {

// Parses an IMF-fixdate such as `Thu, 05 Nov 2020 06:38:25 GMT`, the only form that a sender may
// generate (RFC 9110, 5.6.7). Second 60 is the first second of the next minute. Does not compare
// the day of the week with the date. Returns empty for any other text. Thread-safe.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

}  // namespace cckm
