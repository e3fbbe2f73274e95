// SPDX-License-Identifier: Apache-2.0
// The page that reloads the configuration and says what came of it.
#pragma once

#include <functional>
#include <string>

#include "exporter/web/http.h"

namespace cckm {

// Begins a reload, and calls back once, from any thread, with what is wrong; empty: nothing is.
using Reload = std::function<void(std::function<void(const std::string& problems)> done)>;

// 200, or 500 with what is wrong, after a reload; 403 if `reload` is empty, because that was not
// permitted. Holds no thread while it waits.
asio::awaitable<Response> reload_answer(const Reload& reload);

}  // namespace cckm
