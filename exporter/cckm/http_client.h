// SPDX-License-Identifier: Apache-2.0
// A worker's HTTP connection to a manager: kept alive while it can be, and replaced when it cannot.
#pragma once

#include <memory>
#include <string>

#include "exporter/cckm/cancellation.h"
#include "exporter/cckm/connection.h"
#include "exporter/cckm/http_exchange.h"
#include "exporter/cckm/large_answers.h"
#include "exporter/cckm/resolver.h"
#include "exporter/cckm/tls_context.h"
#include "exporter/config/settings.h"
#include "exporter/model/result.h"

namespace cckm {

// Not thread-safe: one worker's own. SIGPIPE must be ignored in the whole process.
class HttpClient {
 public:
  // `tls` is null for plain HTTP. All that is a reference must outlive the client.
  HttpClient(const Url& url, std::shared_ptr<const TlsContext> tls, Resolver& resolver,
             const Cancellation& cancellation, LargeAnswers& large_answers);

  // Sends and receives, resolving and connecting first where there is no connection. A connection
  // that turns out to have gone stale is replaced once. Fails with dns, connect, tls, timeout,
  // truncated, too_large, bad_encoding or internal; nothing that is not on the allow-list leaves.
  Result<HttpResponse> send(const HttpRequest& request, Deadline deadline);

 private:
  Exchanged send_on_connection(const HttpRequest& request, Deadline deadline);
  std::optional<Failure> connect(Deadline deadline);

  const Url url_;
  const std::shared_ptr<const TlsContext> tls_;
  Resolver& resolver_;
  const Cancellation& cancellation_;
  LargeAnswers& large_answers_;
  std::unique_ptr<Connection> connection_;
};

}  // namespace cckm
