// SPDX-License-Identifier: Apache-2.0
// Reads the variables as curl and Go do.
#include "exporter/config/proxy_variables.h"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <charconv>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "exporter/model/ascii.h"

namespace cckm {
namespace {

using Names = std::array<const char*, 4>;

constexpr Names kHttps = {"HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"};
constexpr Names kHttp = {"HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"};
constexpr std::array kExclusions = {"NO_PROXY", "no_proxy"};

std::string_view value_of(const char* variable) {
  const char* const value = std::getenv(variable);
  return value != nullptr ? value : "";
}

// Returns the bits of a numeric address as digits; empty for any other text.
std::string bits_of(const std::string& text) {
  const int family = is_ipv4_address(text) ? AF_INET : AF_INET6;
  std::array<unsigned char, sizeof(in6_addr)> bytes{};
  if (::inet_pton(family, text.c_str(), bytes.data()) != 1) return {};
  std::string bits;
  for (const unsigned char byte : bytes) bits += std::bitset<8>(byte).to_string();
  return family == AF_INET ? bits.substr(0, 8 * sizeof(in_addr)) : bits;
}

// Returns true if `host` is the address `network`, or an address in it, as in 10.0.0.0/8.
bool is_in_network(std::string_view network, const std::string& host) {
  const std::size_t slash = std::min(network.find('/'), network.size());
  const std::string bits = bits_of(std::string(network.substr(0, slash)));
  const std::string host_bits = bits_of(host);
  if (bits.empty() || bits.size() != host_bits.size()) return false;
  std::size_t length = bits.size();
  if (slash < network.size()) {
    const char* const end = network.data() + network.size();
    const auto [stop, error] = std::from_chars(network.data() + slash + 1, end, length);
    if (error != std::errc() || stop != end || length > bits.size()) return false;
  }
  return host_bits.starts_with(bits.substr(0, length));
}

// Returns true if the host is `domain` or below it. Case makes no difference.
bool is_in_domain(std::string_view domain, std::string_view host) {
  if (domain.starts_with("*.")) domain.remove_prefix(1);
  if (domain.starts_with('.')) domain.remove_prefix(1);
  if (domain.ends_with('.')) domain.remove_suffix(1);
  if (domain.empty() || domain.size() > host.size()) return false;
  const std::size_t above = host.size() - domain.size();
  return equal_ignoring_case(host.substr(above), domain) && (above == 0 || host[above - 1] == '.');
}

// Removes the port and the brackets of an IPv6 address. Returns empty if the port is not `port`.
std::string_view host_part(std::string_view entry, std::uint16_t port) {
  const bool bracketed = entry.starts_with('[');
  const std::size_t colon = bracketed ? entry.find("]:") : entry.find(':');
  const bool has_port = colon != std::string_view::npos && (bracketed || colon == entry.rfind(':'));
  if (has_port) {
    const std::size_t begin = entry.rfind(':');
    if (entry.substr(begin + 1) != std::to_string(port)) return {};
    entry = entry.substr(0, begin);
  }
  if (bracketed && entry.ends_with(']')) entry = entry.substr(1, entry.size() - 2);
  return entry;
}

// Returns true if `entry` of NO_PROXY is for this host and port.
bool matches(std::string_view entry, const std::string& host, std::uint16_t port) {
  if (entry == "*") return true;
  const std::string_view excluded = host_part(entry, port);
  return is_in_domain(excluded, host) || is_in_network(excluded, host);
}

// Returns true if the list, with commas or spaces between its entries, has one that matches.
bool excludes(std::string_view list, const std::string& host, std::uint16_t port) {
  constexpr std::string_view kSeparators = ", \t";
  while (!list.empty()) {
    const std::size_t end = std::min(list.find_first_of(kSeparators), list.size());
    if (matches(list.substr(0, end), host, port)) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

}  // namespace

std::optional<std::string_view> proxy_variable(const Origin& url) {
  const std::string host = without_final_dot(url.host);
  const auto excluded = [&](const char* name) { return excludes(value_of(name), host, url.port); };
  if (std::ranges::any_of(kExclusions, excluded)) return std::nullopt;
  const Names& names = url.tls ? kHttps : kHttp;
  const auto is_set = [](const char* name) { return !value_of(name).empty(); };
  const auto* const found = std::ranges::find_if(names, is_set);
  return found == names.end() ? std::nullopt : std::optional<std::string_view>(*found);
}

}  // namespace cckm
