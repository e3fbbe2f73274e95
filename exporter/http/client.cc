// SPDX-License-Identifier: Apache-2.0
// A client has no connection or a kept one. A request uses the kept connection if that is idle:
// open and without unread bytes. Otherwise it opens a new one. After the exchange the connection is
// kept if it is reusable, and closed if not.
//
// A kept connection can be stale: the peer can close it just as the request is sent. Then the
// exchange fails before the first byte of a response, and the client retries the request once, on a
// new connection. It never retries after that byte, because the peer has begun to process the
// request. It never retries a failure on a new connection, because that is not stale.
//
// One deadline covers the look-up, the connect, the exchange and the retry.
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

// Returns true if the peer closed instead of responding, after it had requested a certificate. With
// TLS 1.3 the client's handshake ends before the peer has checked the client's certificate.
bool is_certificate_refused(const Connection& connection, const Exchanged& exchanged) {
  return connection.certificate_requested() && !exchanged.received && !exchanged.response.ok() &&
         exchanged.response.failure().reason == Reason::kTruncated;
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
  // A local owner: an exception must not leave a connection in an unknown state.
  std::unique_ptr<Connection> connection = std::move(connection_);
  Exchanged exchanged = exchange(*connection, host_header(origin_), request, deadline, body_limit_);
  if (is_certificate_refused(*connection, exchanged)) {
    exchanged.response = Failure{Reason::kTls, "closed after requesting a client certificate"};
  }
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
