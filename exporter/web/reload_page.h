// SPDX-License-Identifier: Apache-2.0
// The page that reloads the configuration and shows the result.
#pragma once

#include <functional>
#include <string>

#include "exporter/web/http.h"

namespace cckm {

// Begins a reload. Calls `done` once, from any thread, with the problems; empty: success.
using Reload = std::function<void(std::function<void(const std::string& problems)> done)>;

// Reloads, then returns status 200, or 500 with the problems. Returns 403 if `reload` is empty.
// Does not block a thread while it waits.
asio::awaitable<Response> reload_response(const Reload& reload);

}  // namespace cckm
