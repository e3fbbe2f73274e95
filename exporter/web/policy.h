// SPDX-License-Identifier: Apache-2.0
// What the web configuration asks of all connections and requests, but for the users.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "exporter/web/http.h"
#include "exporter/web/request_limit.h"
#include "exporter/web/tls/server_tls.h"

namespace cckm {

struct WebPolicy {
  std::shared_ptr<const ServerTls> tls;                      // null: plain HTTP
  std::vector<std::pair<std::string, std::string>> headers;  // of each response: name and value
  std::shared_ptr<RequestLimit> limit;                       // null: no limit
};

// Returns the policy in use. Called concurrently.
using CurrentPolicy = std::function<asio::awaitable<std::shared_ptr<const WebPolicy>>()>;

// Returns a handler that calls `handler`, adds the headers, and answers requests over the limit
// with status 429.
Handler with_policy(CurrentPolicy current, Handler handler);

}  // namespace cckm
