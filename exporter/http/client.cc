// SPDX-License-Identifier: Apache-2.0
// A client has no connection or a kept one. A GET uses the kept connection if it is idle (open and
// without unread bytes) and within its life. Any other request opens a new one. After the exchange
// the connection is kept if it is reusable, and closed if not.
//
// A kept connection can fail in two ways, and HedgedStream retries the GET once for each:
//   stale  The peer closes it just as the request is sent. The exchange would fail before the first
//          byte of a response.
//   dead   A firewall has forgotten it, or the peer has no power. Its packets vanish, so nothing
//          fails: the exchange would wait until the deadline.
// A request is never retried after the first byte of a response, because the peer has begun to
// process it. It is never retried after a failure on a new connection, because that is neither.
//
// One deadline covers the look-up, the connect, the exchange and the retry. A look-up cannot be
// watched together with a socket. So a look-up beside a silent kept connection has a part of the
// time only, and a response of the kept connection is read after it at the latest.
#include "exporter/http/client.h"

#include <algorithm>
#include <random>
#include <utility>

#include "exporter/http/hedged_stream.h"

namespace cckm {
namespace {

using Clock = std::chrono::steady_clock;

// Returns the end of the first quarter of the time that is left.
Deadline first_part(Deadline deadline) {
  const Deadline now = Clock::now();
  return now + (deadline - now) / 4;
}

BootClock::duration random_life() {
  static thread_local std::minstd_rand random{std::random_device{}()};
  using Seconds = std::chrono::duration<double>;
  const Seconds shortest = HttpClient::kShortestLife;
  const Seconds longest = HttpClient::kLongestLife;
  const Seconds life(std::uniform_real_distribution(shortest.count(), longest.count())(random));
  return std::chrono::duration_cast<BootClock::duration>(life);
}

// Returns the authority of the URL. RFC 9112, 3.2 demands it as it is, so the dot of an absolute
// name stays. curl and Go keep it, too.
std::string host_header(const Origin& origin) {
  const bool v6 = origin.host.find(':') != std::string::npos;
  std::string host = v6 ? "[" + origin.host + "]" : origin.host;
  if (origin.port != (origin.tls ? 443 : 80)) host += ":" + std::to_string(origin.port);
  return host;
}

// Returns true if the peer closed instead of responding, after it had requested a certificate. With
// TLS 1.3 the client's handshake ends before the peer has checked the client's certificate.
bool is_certificate_refused(const Connection* connection, const Exchanged& exchanged) {
  return connection != nullptr && connection->certificate_requested() && !exchanged.received &&
         !exchanged.response.ok() && exchanged.response.failure().reason == Reason::kTruncated;
}

Failure certificate_refused() {
  return {Reason::kTls, "closed after requesting a client certificate"};
}

}  // namespace

HttpClient::HttpClient(const Origin& origin, std::shared_ptr<const TlsContext> tls,
                       Resolver& resolver, const Cancellation& cancellation, BodyLimit& body_limit,
                       Permission may_send, Now now)
    : origin_(origin),
      tls_(std::move(tls)),
      resolver_(resolver),
      cancellation_(cancellation),
      body_limit_(body_limit),
      may_send_(std::move(may_send)),
      now_(std::move(now)) {}

Result<HttpResponse> HttpClient::send(const HttpRequest& request, Deadline deadline) {
  sent_twice_ = false;
  if (!may_send_(request)) return Failure{Reason::kInternal, "request is not permitted"};
  if (Clock::now() >= deadline) return Failure{Reason::kTimeout, "no time left"};
  return is_kept_for(request) ? send_on_kept(request, deadline) : send_on_new(request, deadline);
}

bool HttpClient::is_kept_for(const HttpRequest& request) {
  return request.method == HttpRequest::Method::kGet && connection_ && now_() < expires_ &&
         connection_->idle();
}

Result<HttpResponse> HttpClient::send_on_kept(const HttpRequest& request, Deadline deadline) {
  const Deadline patience = now_() < trusted_until_ ? deadline : first_part(deadline);
  // The stream owns the connection: an exception must not leave one in an unknown state.
  HedgedStream stream(std::move(connection_), patience,
                      [this](Deadline until, Connection* rival) { return open(until, rival); });
  Exchanged exchanged = exchange(stream, host_header(origin_), request, deadline, body_limit_);
  sent_twice_ = stream.sent_twice();
  if (stream.open_failure() && !exchanged.received) return *stream.open_failure();
  auto kept = stream.take_kept();
  auto opened = stream.take_new();
  if (is_certificate_refused(opened.get(), exchanged)) return certificate_refused();
  if (!exchanged.reusable) return std::move(exchanged.response);
  if (opened) {
    keep(std::move(opened));
  } else {
    const bool late = sent_twice_ || stream.open_failure();
    if (late) trusted_until_ = now_() + kTrust;
    connection_ = std::move(kept);
  }
  return std::move(exchanged.response);
}

Result<HttpResponse> HttpClient::send_on_new(const HttpRequest& request, Deadline deadline) {
  connection_.reset();
  auto opened = open(deadline, nullptr);
  if (!opened) return opened.failure();
  Exchanged exchanged =
      exchange(*opened.value(), host_header(origin_), request, deadline, body_limit_);
  if (is_certificate_refused(opened.value().get(), exchanged)) return certificate_refused();
  if (exchanged.reusable) keep(std::move(opened.value()));
  return std::move(exchanged.response);
}

void HttpClient::keep(std::unique_ptr<Connection> opened) {
  connection_ = std::move(opened);
  expires_ = now_() + random_life();
  trusted_until_ = {};
}

Result<std::unique_ptr<Connection>> HttpClient::open(Deadline deadline, Connection* rival) {
  const auto addresses = resolver_.resolve(rival != nullptr ? first_part(deadline) : deadline);
  if (!addresses) return addresses.failure();
  return Connection::open(*addresses, origin_.port, tls_.get(), deadline, cancellation_, rival);
}

}  // namespace cckm
