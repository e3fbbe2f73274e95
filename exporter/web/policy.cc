// SPDX-License-Identifier: Apache-2.0
// The limit comes first, so that a request over it costs nothing.
#include "exporter/web/policy.h"

#include <chrono>

namespace cckm {

Handler with_policy(CurrentPolicy current, Handler handler) {
  return [current = std::move(current),
          handler = std::move(handler)](const Request& request) -> asio::awaitable<Response> {
    const auto policy = co_await current();
    const bool permitted =
        !policy->limit || policy->limit->permit(std::chrono::steady_clock::now());
    Response response;
    if (permitted) {
      response = co_await handler(request);
    } else {
      response = text_response(http::status::too_many_requests, "Too many requests.\n");
    }
    for (const auto& [name, value] : policy->headers) response.set(name, value);
    co_return response;
  };
}

}  // namespace cckm
