// SPDX-License-Identifier: Apache-2.0
// Splits a URL into scheme, host, port and path, and rejects every other part.
#include "exporter/config/url.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>
#include <string>

#include "exporter/model/ascii.h"

namespace cckm {
namespace {

constexpr std::string_view kDigits = "0123456789";

bool is_ascii(char c) {
  return (static_cast<unsigned char>(c) & 0x80U) == 0;
}

bool is_name_character(char c) {
  return is_letter_or_digit(c) || c == '-' || c == '_';
}

bool is_dns_label(std::string_view label) {
  return !label.empty() && label.size() <= 63 && std::ranges::all_of(label, is_name_character);
}

bool is_dns_name(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  if (text.size() > 253) return false;
  for (std::size_t dot = text.find('.'); dot != std::string_view::npos; dot = text.find('.')) {
    if (!is_dns_label(text.substr(0, dot))) return false;
    text.remove_prefix(dot + 1);
  }
  // No top-level domain is numeric: `10.1.1` and `1.2.3.999` are mistyped addresses.
  return is_dns_label(text) && text.find_first_not_of(kDigits) != std::string_view::npos;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc() || stop != end || text.starts_with('0')) return std::nullopt;
  return port;
}

struct Authority {
  std::string_view host;
  std::optional<std::string_view> port;
};

// Returns empty if a bracket is not closed, or is followed by anything but a port.
std::optional<Authority> split_authority(std::string_view text) {
  const bool bracketed = text.starts_with('[');
  const std::size_t end = bracketed ? text.find(']') : text.find(':');
  if (bracketed && end == std::string_view::npos) return std::nullopt;
  const std::string_view host = bracketed ? text.substr(1, end - 1) : text.substr(0, end);
  const std::string_view rest =
      text.substr(std::min(host.size() + (bracketed ? 2 : 0), text.size()));
  if (rest.empty()) return Authority{host, std::nullopt};
  if (!rest.starts_with(':')) return std::nullopt;
  return Authority{host, rest.substr(1)};
}

std::uint16_t default_port(bool tls) {
  return tls ? 443 : 80;
}

Result<Origin, PlainFailure> parse_authority(std::string_view text, bool tls) {
  if (text.empty()) return PlainFailure{"must have a host, as in https://cm.example.com"};
  const bool bracketed = text.starts_with('[');
  if (!bracketed && std::ranges::count(text, ':') > 1) {
    return PlainFailure{"must have [ ] around an IPv6 address"};
  }
  const auto authority = split_authority(text);
  const bool host_is_good = authority && (bracketed ? is_ipv6_address(std::string(authority->host))
                                                    : is_host(authority->host));
  if (!host_is_good) return PlainFailure{"must have a DNS name or an IP address as its host"};

  Origin url{tls, std::string(authority->host), default_port(tls)};
  if (!authority->port) return url;
  const auto port = parse_port(*authority->port);
  if (!port) return PlainFailure{"must have a port from 1 to 65535"};
  url.port = *port;
  return url;
}

// Returns an error for a part that is not allowed; nullptr if there is none. Runs first: a password
// in the URL can break its other parts, and the error must be about the password.
const char* forbidden_part(std::string_view text) {
  if (text.find('@') != std::string_view::npos) {
    return "must not hold a user or password: they belong under auth";
  }
  if (text.find('?') != std::string_view::npos) {
    return "must not have a query (?): the tenant of CDSPaaS is auth_domain_path under auth";
  }
  if (text.find('#') != std::string_view::npos) return "must not have a fragment (#)";
  if (!std::ranges::all_of(text, is_ascii)) {
    return "must be ASCII: an international name is written as xn--...";
  }
  const bool printable = std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7F; });
  return printable ? nullptr : "must have no spaces or control characters";
}

}  // namespace

std::string to_url(const Origin& origin) {
  std::string url = origin.tls ? "https://" : "http://";
  url += is_ipv6_address(origin.host) ? '[' + origin.host + ']' : origin.host;
  if (origin.port != default_port(origin.tls)) url += ':' + std::to_string(origin.port);
  return url;
}

bool is_host(std::string_view text) {
  return is_address(std::string(text)) || is_dns_name(text);
}

Result<Origin, PlainFailure> parse_url(std::string_view text) {
  constexpr std::array<std::string_view, 4> kPaths = {"", "/", "/api/v1", "/api/v1/"};
  if (const char* const what = forbidden_part(text)) return PlainFailure{what};
  const std::string beginning = to_lower(text.substr(0, 8));
  const bool tls = beginning == "https://";
  if (!tls && !beginning.starts_with("http://")) {
    return PlainFailure{"must begin with https:// or http://"};
  }
  text.remove_prefix(text.find("//") + 2);
  const std::string_view authority = text.substr(0, text.find('/'));
  if (std::ranges::find(kPaths, text.substr(authority.size())) == kPaths.end()) {
    return PlainFailure{"must have no path other than /api/v1"};
  }
  return parse_authority(authority, tls);
}

}  // namespace cckm
