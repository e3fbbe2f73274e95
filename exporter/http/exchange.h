// SPDX-License-Identifier: Apache-2.0
// One request and its answer on a connection, and the façade over cpp-httplib, which is used as a
// protocol engine only: it never sees a socket, and what goes wrong comes back as a Reason.
#pragma once

#include <cstddef>
#include <string>

#include "exporter/http/body_limit.h"
#include "exporter/http/connection.h"
#include "exporter/model/result.h"

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
  BodyLimit::Permit place;  // held for as long as a large body is
};

// The largest body that is read.
inline constexpr std::size_t kMaxBodyBytes = 8 << 20;

struct Exchanged {
  Result<HttpResponse> response;
  bool received = false;  // anything at all
  bool reusable = false;  // the connection is fit for another exchange
};

// Sends `request` to `host`, in the words of a Host header, and reads the answer to its end. Fails
// with tls, timeout, truncated, too_large, bad_encoding or internal.
Exchanged exchange(Connection& connection, const std::string& host, const HttpRequest& request,
                   Deadline deadline, BodyLimit& body_limit);

}  // namespace cckm
