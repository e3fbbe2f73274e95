// SPDX-License-Identifier: Apache-2.0
// Why something could not be read: the closed list that labels, logs and code share.
#pragma once

#include <array>
#include <string_view>

namespace cckm {

enum class Reason {
  kDns,           // the host's name could not be resolved
  kConnect,       // no TCP connection
  kTls,           // handshake or certificate refused, by either side
  kTimeout,       // nothing complete by the deadline
  kTruncated,     // the answer broke off or is not HTTP
  kTooLarge,      // the answer is over the size cap
  kBadEncoding,   // a Content-Encoding although identity was asked for
  kRedirect,      // 3xx; never followed
  kAuth,          // credentials refused or unreadable, or the token is refused although new
  kLoginBackoff,  // no login tried, because the last one was refused
  kForbidden,     // 403
  kNotFound,      // 404
  kRateLimited,   // 429, or still within its Retry-After
  kHttp4xx,       // any other 4xx
  kHttp5xx,       // any 5xx
  kBadJson,       // not one complete JSON document
  kBadSchema,     // JSON that is not what was asked for
  kInternal,      // a fault of ours
};

inline constexpr std::array kReasonNames = {
    std::string_view("dns"),          std::string_view("connect"),
    std::string_view("tls"),          std::string_view("timeout"),
    std::string_view("truncated"),    std::string_view("too_large"),
    std::string_view("bad_encoding"), std::string_view("redirect"),
    std::string_view("auth"),         std::string_view("login_backoff"),
    std::string_view("forbidden"),    std::string_view("not_found"),
    std::string_view("rate_limited"), std::string_view("http_4xx"),
    std::string_view("http_5xx"),     std::string_view("bad_json"),
    std::string_view("bad_schema"),   std::string_view("internal"),
};
static_assert(kReasonNames.size() == static_cast<std::size_t>(Reason::kInternal) + 1);

// The value of the `reason` label.
constexpr std::string_view reason_name(Reason reason) {
  return kReasonNames[static_cast<std::size_t>(reason)];
}

}  // namespace cckm
