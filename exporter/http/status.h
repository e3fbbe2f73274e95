// SPDX-License-Identifier: Apache-2.0
// Interprets a response: its status as a failure, its Date and its Retry-After.
#pragma once

#include <chrono>
#include <optional>

#include "exporter/http/exchange.h"

namespace cckm {

// Returns the failure that `status` means, or nothing for 200.
std::optional<Failure> status_failure(int status);

// Returns the server's time from the Date header, or nothing if it is missing or malformed.
std::optional<std::chrono::sys_seconds> server_time(const HttpResponse& response);

// Returns how long to wait after a 429: its Retry-After, clamped to 0 .. 300 s, or 30 s if that is
// missing or malformed. A date is measured against the response's own Date header, so the local
// clock does not matter.
std::chrono::seconds retry_after(const HttpResponse& response);

}  // namespace cckm
