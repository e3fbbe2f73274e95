// SPDX-License-Identifier: Apache-2.0
// One kept-alive HTTP connection to a manager, and the façade over cpp-httplib: a request has one
// total deadline, an answer has a size cap, and what goes wrong comes back as a Reason. No other
// file includes httplib.h.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include "exporter/cckm/resolver.h"
#include "exporter/cckm/tls_context.h"
#include "exporter/cckm/watchdog.h"
#include "exporter/config/settings.h"
#include "exporter/model/result.h"

namespace httplib {
class ClientImpl;
}

namespace cckm {

struct HttpRequest {
  enum class Method { kGet, kPost };
  Method method = Method::kGet;
  std::string target;  // path and query
  std::string bearer;  // the token; empty: none is sent
  std::string body;    // JSON
};

struct HttpResponse {
  int status = 0;           // 200 .. 599; redirects are not followed
  std::string body;         // of a 200 only; whatever else says is thrown away
  std::string retry_after;  // header values as received; empty: none
  std::string date;
};

// The largest body that is read.
inline constexpr std::size_t kMaxBodyBytes = 8 << 20;

// Not thread-safe: one worker's own. SIGPIPE must be ignored in the whole process.
class HttpClient {
 public:
  // `tls` is null for plain HTTP. `resolver` and `watchdog` must outlive the client.
  HttpClient(const Url& url, std::shared_ptr<const TlsContext> tls, Resolver& resolver,
             Watchdog& watchdog);
  ~HttpClient();
  HttpClient(const HttpClient&) = delete;
  HttpClient& operator=(const HttpClient&) = delete;

  // Sends and receives, resolving and connecting first where there is no connection. A connection
  // that turns out to have gone stale is replaced once. Fails with dns, connect, tls, timeout,
  // truncated, too_large, bad_encoding or internal; nothing that is not on the allow-list leaves.
  Result<HttpResponse> send(const HttpRequest& request, Deadline deadline);

 private:
  struct Exchange;

  bool connected() const;
  void connect_to(const std::string& address, std::chrono::milliseconds patience);
  void attempt(const HttpRequest& request, Exchange& exchange);
  void attempt_each_address(const HttpRequest& request, Deadline deadline, Exchange& exchange);
  Failure explain(const Exchange& exchange) const;

  Url url_;
  std::shared_ptr<const TlsContext> tls_;
  Resolver& resolver_;
  Handshake handshake_;  // the last one, noted by OpenSSL's callbacks
  Line line_;
  std::unique_ptr<httplib::ClientImpl> client_;
};

}  // namespace cckm
