// SPDX-License-Identifier: Apache-2.0
// One request and its response on a stream: the façade over cpp-httplib.
#pragma once

#include <cstddef>
#include <string>

#include "exporter/http/body_limit.h"
#include "exporter/http/byte_stream.h"
#include "exporter/model/result.h"

namespace cckm {

struct HttpRequest {
  enum class Method { kGet, kPost };
  Method method = Method::kGet;
  std::string target;  // path and query
  std::string bearer;  // the token; empty: no Authorization header
  std::string body;    // JSON
};

struct HttpResponse {
  int status = 0;            // 200 .. 599; redirects are not followed
  std::string body;          // of an error: empty if it was cut or is over kMaxErrorBytes
  std::string retry_after;   // header value as received; empty: none
  std::string date;          // likewise
  BodyLimit::Permit permit;  // of a large body, held as long as the body
};

// The cap on the body of a 200, in bytes.
inline constexpr std::size_t kMaxBodyBytes = 8 << 20;
// The cap on the body of any other response, in bytes. A longer one costs the connection.
inline constexpr std::size_t kMaxErrorBytes = 64 << 10;

struct Exchanged {
  Result<HttpResponse> response;
  bool received = false;  // the peer sent at least one byte
  bool reusable = false;  // the stream is fit for another exchange
};

// Sends `request` and reads the response to its end. `host` is the value of the Host header. Fails
// with timeout, truncated, too_large, bad_encoding or internal.
Exchanged exchange(ByteStream& stream, const std::string& host, const HttpRequest& request,
                   Deadline deadline, BodyLimit& body_limit);

}  // namespace cckm
