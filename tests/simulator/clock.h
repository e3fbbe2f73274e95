// SPDX-License-Identifier: Apache-2.0
// The simulator's idea of time, and how CM and HTTP write it.
#pragma once

#include <chrono>
#include <functional>
#include <string>

namespace cckm::test {

using Time = std::chrono::sys_time<std::chrono::nanoseconds>;

// Where the simulator reads the time of its tokens and jobs; called on the simulator's own thread.
using Clock = std::function<Time()>;

// As CM writes it: `2020-11-05T06:38:25.308834Z`, a fraction of 0 to 9 digits without trailing
// zeros. For the years 0000 to 9999.
std::string rfc3339(Time time);

// As HTTP's Date field has it: `Thu, 05 Nov 2020 06:38:25 GMT`.
std::string http_date(Time time);

}  // namespace cckm::test
