// SPDX-License-Identifier: Apache-2.0
// The path of a request, and responses in plain text.
#include "exporter/web/http.h"

#include <algorithm>
#include <charconv>
#include <cstdint>

#include "exporter/model/ascii.h"

namespace cckm {
namespace {

// Returns the length of the scheme and its slashes at the start of `target`; 0 if there is none.
std::size_t scheme_length(std::string_view target) {
  for (const std::string_view scheme : {"http://", "https://"}) {
    if (equal_ignoring_case(target.substr(0, scheme.size()), scheme)) return scheme.size();
  }
  return 0;
}

// Returns true if all of `text` can be in a host name, or in the brackets of an IPv6 address.
bool has_host_characters(std::string_view text) {
  constexpr std::string_view kFurther = "-._~%!$&'()*+,;=:";
  return !text.empty() && std::ranges::all_of(text, [=](char c) {
    return kAsciiLettersAndDigits.find(c) != std::string_view::npos ||
           kFurther.find(c) != std::string_view::npos;
  });
}

// Returns true for a host and an optional port. A user is not allowed.
bool is_authority(std::string_view text) {
  std::size_t end = text.find(':');
  if (text.starts_with('[')) {
    const std::size_t bracket = text.find(']');
    if (bracket == std::string_view::npos || !has_host_characters(text.substr(1, bracket - 1))) {
      return false;
    }
    end = bracket + 1;
  } else if (!has_host_characters(text.substr(0, end))) {
    return false;
  }
  const std::string_view rest = text.substr(std::min(end, text.size()));
  // A port can be left out after its colon (RFC 3986, 3.2.3).
  return rest.empty() || rest == ":" || (rest.starts_with(':') && is_port(rest.substr(1)));
}

}  // namespace

bool is_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  return text.size() <= 5 && error == std::errc() && stop == end;
}

std::optional<std::string_view> path_of_url(std::string_view url) {
  const std::string_view whole = url.substr(0, url.find('?'));
  const std::size_t scheme = scheme_length(whole);
  if (scheme == 0) return std::nullopt;
  const std::string_view rest = whole.substr(scheme);
  const std::size_t slash = std::min(rest.find('/'), rest.size());
  if (!is_authority(rest.substr(0, slash))) return std::nullopt;
  return slash == rest.size() ? "/" : rest.substr(slash);
}

std::string_view path_of(const Request& request) {
  const std::string_view target = request.target();
  return path_of_url(target).value_or(target.substr(0, target.find('?')));
}

std::string_view query_of(const Request& request) {
  const std::string_view target = request.target();
  const std::size_t mark = std::min(target.find('?'), target.size());
  return target.substr(std::min(mark + 1, target.size()));
}

Response text_response(http::status status, std::string_view text) {
  constexpr unsigned kHttp11 = 11;
  Response response(status, kHttp11);
  response.set(http::field::content_type, kPlainText);
  response.body() = std::string(text);
  return response;
}

}  // namespace cckm
