// SPDX-License-Identifier: Apache-2.0
// Recognizes addresses with inet_pton, and absolute names by their dot.
#include "exporter/http/origin.h"

#include <arpa/inet.h>

namespace cckm {
namespace {

bool is_address_of(int family, const std::string& text) {
  in6_addr parsed{};  // large enough for both families
  return ::inet_pton(family, text.c_str(), &parsed) == 1;
}

}  // namespace

bool is_ipv4_address(const std::string& host) {
  return is_address_of(AF_INET, host);
}

bool is_ipv6_address(const std::string& host) {
  return is_address_of(AF_INET6, host);
}

std::string without_final_dot(const std::string& host) {
  return host.ends_with('.') ? host.substr(0, host.size() - 1) : host;
}

}  // namespace cckm
