// SPDX-License-Identifier: Apache-2.0
// Which connection a request goes over, and when it may go again.
#include "exporter/http/client.h"

#include <utility>

namespace cckm {
namespace {

using Clock = std::chrono::steady_clock;

std::string host_header(const Origin& origin) {
  const bool v6 = origin.host.find(':') != std::string::npos;
  std::string host = v6 ? "[" + origin.host + "]" : origin.host;
  if (origin.port != (origin.tls ? 443 : 80)) host += ":" + std::to_string(origin.port);
  return host;
}

}  // namespace

HttpClient::HttpClient(const Origin& origin, std::shared_ptr<const TlsContext> tls,
                       Resolver& resolver, const Cancellation& cancellation, BodyLimit& body_limit,
                       Permission may_send)
    : origin_(origin),
      tls_(std::move(tls)),
      resolver_(resolver),
      cancellation_(cancellation),
      body_limit_(body_limit),
      may_send_(std::move(may_send)) {}

Result<HttpResponse> HttpClient::send(const HttpRequest& request, Deadline deadline) {
  if (!may_send_(request)) return Failure{Reason::kInternal, "request is not permitted"};
  if (Clock::now() >= deadline) return Failure{Reason::kTimeout, "no time left"};
  if (connection_ && connection_->idle()) {
    Exchanged exchanged = send_on_connection(request, deadline);
    const bool stale = !exchanged.received && !exchanged.response.ok();
    if (!stale || Clock::now() >= deadline) return std::move(exchanged.response);
  }
  if (auto failure = connect(deadline)) return *failure;
  return std::move(send_on_connection(request, deadline).response);
}

Exchanged HttpClient::send_on_connection(const HttpRequest& request, Deadline deadline) {
  // Whatever ends this early, by a throw too, leaves no connection in an unknown state.
  std::unique_ptr<Connection> connection = std::move(connection_);
  Exchanged exchanged = exchange(*connection, host_header(origin_), request, deadline, body_limit_);
  if (exchanged.reusable) connection_ = std::move(connection);
  return exchanged;
}

std::optional<Failure> HttpClient::connect(Deadline deadline) {
  connection_.reset();
  const auto addresses = resolver_.resolve(deadline);
  if (!addresses) return addresses.failure();
  auto opened = Connection::open(*addresses, origin_.port, tls_.get(), deadline, cancellation_);
  if (!opened) return opened.failure();
  connection_ = std::move(opened.value());
  return std::nullopt;
}

}  // namespace cckm
