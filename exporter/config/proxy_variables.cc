// SPDX-License-Identifier: Apache-2.0
// Reads the variables as curl and Go do, without their forms for networks and ports.
#include "exporter/config/proxy_variables.h"

#include <algorithm>
#include <array>
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

// Returns true if `entry` of NO_PROXY is the host or a domain above it. Case makes no difference.
bool matches(std::string_view entry, std::string_view host) {
  if (entry == "*") return true;
  if (entry.starts_with("*.")) entry.remove_prefix(1);
  if (entry.starts_with('.')) entry.remove_prefix(1);
  if (entry.ends_with('.')) entry.remove_suffix(1);
  if (entry.empty() || entry.size() > host.size()) return false;
  const std::size_t above = host.size() - entry.size();
  return equal_ignoring_case(host.substr(above), entry) && (above == 0 || host[above - 1] == '.');
}

// Returns true if the list, with commas or spaces between its entries, has one that matches.
bool excludes(std::string_view list, std::string_view host) {
  constexpr std::string_view kSeparators = ", \t";
  while (!list.empty()) {
    const std::size_t end = std::min(list.find_first_of(kSeparators), list.size());
    if (matches(list.substr(0, end), host)) return true;
    list.remove_prefix(std::min(end + 1, list.size()));
  }
  return false;
}

}  // namespace

std::optional<std::string_view> proxy_variable(const Origin& url) {
  const std::string host = without_final_dot(url.host);
  const auto excluded = [&](const char* name) { return excludes(value_of(name), host); };
  if (std::ranges::any_of(kExclusions, excluded)) return std::nullopt;
  const Names& names = url.tls ? kHttps : kHttp;
  const auto is_set = [](const char* name) { return !value_of(name).empty(); };
  const auto* const found = std::ranges::find_if(names, is_set);
  return found == names.end() ? std::nullopt : std::optional<std::string_view>(*found);
}

}  // namespace cckm
