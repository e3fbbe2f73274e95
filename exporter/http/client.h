// SPDX-License-Identifier: Apache-2.0
// An HTTP client of one server, which keeps its connection alive between requests.
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

namespace cckm {

// Returns true if a request is permitted. Must be thread-safe.
using Permission = std::function<bool(const HttpRequest&)>;

// Not thread-safe: each worker owns one. Precondition: the process ignores SIGPIPE.
class HttpClient {
 public:
  // `tls` is null for plain HTTP. Every reference must outlive the client.
  HttpClient(const Origin& origin, std::shared_ptr<const TlsContext> tls, Resolver& resolver,
             const Cancellation& cancellation, BodyLimit& body_limit, Permission may_send);

  // Sends `request` and reads the response. Resolves and connects first if no connection is kept,
  // and replaces a stale connection once. Sends nothing if `request` is not permitted. Fails with
  // dns, connect, tls, timeout, truncated, too_large, bad_encoding or internal.
  Result<HttpResponse> send(const HttpRequest& request, Deadline deadline);

 private:
  Exchanged send_on_connection(const HttpRequest& request, Deadline deadline);
  std::optional<Failure> connect(Deadline deadline);

  const Origin origin_;
  const std::shared_ptr<const TlsContext> tls_;
  Resolver& resolver_;
  const Cancellation& cancellation_;
  BodyLimit& body_limit_;
  const Permission may_send_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace cckm
