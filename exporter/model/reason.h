// SPDX-License-Identifier: Apache-2.0
// Why the exporter could not read something: a closed list that labels, logs and code share.
#pragma once

#include <cstdint>
#include <string_view>

#include "exporter/model/enum_names.h"

namespace cckm {

enum class Reason : std::uint8_t {
  kDns,           // the name of the host could not be resolved
  kConnect,       // no TCP connection, or it ended before TLS was set up
  kTls,           // either side rejected the handshake or the certificate
  kTimeout,       // no complete response by the deadline
  kTruncated,     // the response broke off or is not HTTP
  kTooLarge,      // the response is over the size limit
  kBadEncoding,   // a Content-Encoding, although the request asked for identity
  kRedirect,      // 3xx; never followed
  kAuth,          // credentials rejected or unreadable, or a new token rejected
  kLoginBackoff,  // no login tried, because the last one was rejected
  kForbidden,     // 403
  kNotFound,      // 404
  kRateLimited,   // 429, or still within its Retry-After
  kHttp4xx,       // any other 4xx
  kHttp5xx,       // any 5xx
  kBadJson,       // not one complete JSON document
  kBadSchema,     // JSON without the requested content
  kNoRun,         // no run of the key container within the lookback
  kIncomplete,    // the newest run is not known yet
  kInternal,      // a fault of the exporter
};

inline constexpr EnumNames<Reason::kInternal> kReasonNames{
    "dns",       "connect",      "tls",          "timeout",    "truncated",
    "too_large", "bad_encoding", "redirect",     "auth",       "login_backoff",
    "forbidden", "not_found",    "rate_limited", "http_4xx",   "http_5xx",
    "bad_json",  "bad_schema",   "no_run",       "incomplete", "internal"};

// Returns true if a request can fail for this reason.
constexpr bool is_of_request(Reason reason) {
  return reason != Reason::kNoRun && reason != Reason::kIncomplete;
}

// Returns the value of the `reason` label.
constexpr std::string_view reason_name(Reason reason) {
  return kReasonNames[reason];
}

}  // namespace cckm
