// SPDX-License-Identifier: Apache-2.0
// The time in header fields such as Date.
#pragma once

#include <chrono>
#include <optional>
#include <string_view>

namespace cckm {

// Parses a date such as `Thu, 05 Nov 2020 06:38:25 GMT`. Senders must use this form (RFC 9110,
// 5.6.7: IMF-fixdate). Second 60 is the first second of the next minute. The day of the week can be
// a wrong one. Returns empty for any other text. Thread-safe.
std::optional<std::chrono::sys_seconds> parse_http_date(std::string_view text);

}  // namespace cckm
