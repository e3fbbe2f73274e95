// SPDX-License-Identifier: Apache-2.0
// Sends one request with the HTTP client that also talks to CM, because it has a total deadline.
#include "exporter/healthcheck.h"

#include <iostream>
#include <string>

#include "exporter/http/client.h"

namespace cckm {
namespace {

Result<HttpResponse> get_health(const ServedAt& exporter, Deadline deadline) {
  const auto& [host, port] = exporter.address;
  std::shared_ptr<const TlsContext> tls;
  if (exporter.tls) {
    auto loaded = TlsContext::load({.insecure_skip_verify = true}, host);
    if (!loaded) return loaded.failure();
    tls = *loaded;
  }
  Resolver resolver(host);
  const Cancellation cancellation;
  BodyLimit body_limit;
  HttpClient client(
      {.tls = exporter.tls, .host = host, .port = static_cast<std::uint16_t>(std::stoul(port))},
      tls, resolver, cancellation, body_limit, [](const HttpRequest&) { return true; });
  return client.send({.target = exporter.route_prefix + "/-/healthy"}, deadline);
}

// Returns true for the statuses of /-/healthy that show that the exporter serves. It wants a
// password (401), is over its rate limit (429), or wants TLS and the check was not told so (400).
bool is_healthy(int status) {
  return status == 200 || status == 400 || status == 401 || status == 429;
}

}  // namespace

int check_health(const ServedAt& exporter, std::chrono::milliseconds patience) {
  ServedAt asked = exporter;
  if (asked.address.host.empty()) asked.address.host = "127.0.0.1";
  const auto response = get_health(asked, std::chrono::steady_clock::now() + patience);
  const bool healthy = response && is_healthy(response->status);
  (healthy ? std::cout : std::cerr)
      << (healthy ? "healthy: " : "not healthy: ") << to_string(asked.address) << ": "
      << (response ? "status " + std::to_string(response->status) : response.failure().detail)
      << std::endl;
  return healthy ? 0 : 1;
}

}  // namespace cckm
