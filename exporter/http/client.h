// SPDX-License-Identifier: Apache-2.0
// A worker's HTTP connection to a manager: kept alive while it can be, and replaced when it cannot.
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

// Says whether a request can leave. Thread-safe.
using Permission = std::function<bool(const HttpRequest&)>;

// Not thread-safe: one worker's own. SIGPIPE must be ignored in the whole process.
class HttpClient {
 public:
  // `tls` is null for plain HTTP. All that is a reference must outlive the client.
  HttpClient(const Origin& origin, std::shared_ptr<const TlsContext> tls, Resolver& resolver,
             const Cancellation& cancellation, BodyLimit& body_limit, Permission may_send);

  // Sends and receives, resolving and connecting first where there is no connection. A connection
  // that turns out to have gone stale is replaced once. Fails with dns, connect, tls, timeout,
  // truncated, too_large, bad_encoding or internal. Nothing leaves that is not permitted.
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
