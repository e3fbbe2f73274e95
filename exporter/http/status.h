// SPDX-License-Identifier: Apache-2.0
// What the status of an answer means to us, and how long a busy CM asks us to stay away.
#pragma once

#include <chrono>
#include <optional>

#include "exporter/http/client.h"

namespace cckm {

// Why an answer with this status holds no job or token; empty for 200.
std::optional<Failure> status_failure(int status);

// What CM's clock showed when it answered, by its Date header; empty if it has none that is right.
std::optional<std::chrono::sys_seconds> server_time(const HttpResponse& response);

// How long to wait after a 429: its Retry-After in seconds or as an HTTP date (measured against the
// answer's own Date header, so that our clock does not matter), 0 to 300 s; 30 s where there is
// none or it is junk.
std::chrono::seconds retry_after(const HttpResponse& response);

}  // namespace cckm
