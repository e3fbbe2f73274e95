// SPDX-License-Identifier: Apache-2.0
// An HTTP client of one server, which keeps its connection alive between requests. A connection
// lives for minutes only, and a GET does not depend on a kept connection that might be dead.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "exporter/http/body_limit.h"
#include "exporter/http/cancellation.h"
#include "exporter/http/connection.h"
#include "exporter/http/exchange.h"
#include "exporter/http/origin.h"
#include "exporter/http/resolver.h"
#include "exporter/http/tls_context.h"
#include "exporter/model/result.h"
#include "exporter/system/boot_clock.h"

namespace cckm {

// Returns true if a request is permitted. Must be thread-safe.
using Permission = std::function<bool(const HttpRequest&)>;

// Not thread-safe: each worker owns one. Precondition: the process ignores SIGPIPE.
class HttpClient {
 public:
  // `tls` is null for plain HTTP. Every reference must outlive the client.
  HttpClient(const Origin& origin, std::shared_ptr<const TlsContext> tls, Resolver& resolver,
             const Cancellation& cancellation, BodyLimit& body_limit, Permission may_send,
             Now now = BootClock::now);

  // Sends `request` and reads the response. A GET uses the kept connection if there is one. If that
  // is silent for a quarter of the time, the GET is also sent on a new connection, and the first
  // response counts. A POST always uses a new connection and is sent once: a kept connection might
  // be dead, and a POST without a response might have had an effect. Sends nothing if
  // `request` is not permitted. Fails with dns, connect, tls, timeout, truncated, too_large,
  // bad_encoding or internal.
  Result<HttpResponse> send(const HttpRequest& request, Deadline deadline);

  // Returns true if the last send() sent its request on two connections.
  bool sent_twice() const { return sent_twice_; }

  // The life of a connection, at random between the two: connections that were opened together must
  // not be renewed together. With the resolver's cache, no address is used for longer than five
  // minutes after the name has moved to another one.
  static constexpr std::chrono::seconds kShortestLife = std::chrono::minutes(2);
  static constexpr std::chrono::seconds kLongestLife = std::chrono::minutes(5) - Resolver::kFresh;
  // A kept connection that responds late is slow, and not dead. For this time its requests are sent
  // once, so that a slow manager does not get every request twice.
  static constexpr std::chrono::seconds kTrust{10};

 private:
  using Time = BootClock::time_point;

  Result<std::unique_ptr<Connection>> open(Deadline deadline, Connection* rival);
  bool is_kept_for(const HttpRequest& request);
  Result<HttpResponse> send_on_kept(const HttpRequest& request, Deadline deadline);
  Result<HttpResponse> send_on_new(const HttpRequest& request, Deadline deadline);
  void keep(std::unique_ptr<Connection> opened);

  const Origin origin_;
  const std::shared_ptr<const TlsContext> tls_;
  Resolver& resolver_;
  const Cancellation& cancellation_;
  BodyLimit& body_limit_;
  const Permission may_send_;
  const Now now_;
  std::unique_ptr<Connection> connection_;  // the kept one
  Time expires_;                            // the end of its life
  Time trusted_until_;                      // it is not dead
  bool sent_twice_ = false;
};

}  // namespace cckm
