// SPDX-License-Identifier: Apache-2.0
// Sends one request with the HTTP client that also talks to CM, because it has a total deadline.
#include "exporter/healthcheck.h"

#include <iostream>
#include <string>

#include "exporter/http/client.h"

namespace cckm {
namespace {

Result<HttpResponse> get_health(const ListenAddress& address, Deadline deadline) {
  const auto port = static_cast<std::uint16_t>(std::stoul(address.port));
  Resolver resolver(address.host);
  const Cancellation cancellation;
  BodyLimit body_limit;
  HttpClient client({.tls = false, .host = address.host, .port = port}, nullptr, resolver,
                    cancellation, body_limit, [](const HttpRequest&) { return true; });
  return client.send({.target = "/-/healthy"}, deadline);
}

}  // namespace

int check_health(const ListenAddress& address, std::chrono::milliseconds patience) {
  const ListenAddress asked{address.host.empty() ? "127.0.0.1" : address.host, address.port};
  const auto response = get_health(asked, std::chrono::steady_clock::now() + patience);
  const bool healthy = response && (response->status == 200 || response->status == 401);
  (healthy ? std::cout : std::cerr)
      << (healthy ? "healthy: " : "not healthy: ") << to_string(asked) << ": "
      << (response ? "status " + std::to_string(response->status) : response.failure().detail)
      << std::endl;
  return healthy ? 0 : 1;
}

}  // namespace cckm
