// SPDX-License-Identifier: Apache-2.0
// Maps statuses to reasons, and Retry-After to seconds.
#include "exporter/http/status.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>

#include "exporter/http/http_date.h"

namespace cckm {
namespace {

using std::chrono::seconds;

constexpr seconds kMaxRetryAfter{300};
constexpr seconds kDefaultRetryAfter{30};

Reason reason_for(int status) {
  switch (status) {
    case 301:
    case 302:
    case 303:
    case 307:
    case 308:
      return Reason::kRedirect;
    case 401:
      return Reason::kAuth;
    case 403:
      return Reason::kForbidden;
    case 404:
      return Reason::kNotFound;
    case 429:
      return Reason::kRateLimited;
    default:
      break;
  }
  if (status >= 500) return Reason::kHttp5xx;
  if (status >= 400) return Reason::kHttp4xx;
  return Reason::kBadSchema;
}

std::optional<seconds> parse_seconds(const std::string& text) {
  std::uint64_t value = 0;  // unsigned: rejects a sign
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (text.empty() || stop != end) return std::nullopt;
  if (error == std::errc::result_out_of_range) return kMaxRetryAfter;
  return seconds(std::min<std::uint64_t>(value, kMaxRetryAfter.count()));
}

}  // namespace

std::optional<Failure> status_failure(int status) {
  if (status == 200) return std::nullopt;
  return Failure{.reason = reason_for(status), .detail = {}, .status = status};
}

std::optional<std::chrono::sys_seconds> server_time(const HttpResponse& response) {
  return parse_http_date(response.date);
}

seconds retry_after(const HttpResponse& response) {
  if (const auto plain = parse_seconds(response.retry_after)) return *plain;
  const auto until = parse_http_date(response.retry_after);
  const auto now = server_time(response);
  if (!until || !now) return kDefaultRetryAfter;
  return std::clamp(*until - *now, seconds(0), kMaxRetryAfter);
}

}  // namespace cckm
