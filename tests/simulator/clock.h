// SPDX-License-Identifier: Apache-2.0
// The simulator's clock, and the time formats of CM and HTTP.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace cckm::test {

using Time = std::chrono::sys_time<std::chrono::nanoseconds>;

// Returns the time of tokens and jobs. Called on the simulator's own thread.
using Clock = std::function<Time()>;

// Formats a time as CM does, `2020-11-05T06:38:25.308834Z`. The fraction has 0 to 9 digits and no
// trailing zeros. Precondition: the year is from 0000 to 9999.
std::string rfc3339(Time time);

// Formats a time for HTTP's Date field: `Thu, 05 Nov 2020 06:38:25 GMT`.
std::string http_date(Time time);

}  // namespace cckm::test
