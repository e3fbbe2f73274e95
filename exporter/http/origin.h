// SPDX-License-Identifier: Apache-2.0
// The scheme, host and port of a server.
#pragma once

#include <cstdint>
#include <string>

namespace cckm {

struct Origin {
  bool tls = true;   // https, else http
  std::string host;  // a name, which can end with a dot, or an address without brackets
  std::uint16_t port = 443;

  bool operator==(const Origin&) const = default;
};

// Return true for a numeric address of that family, without brackets or scope.
bool is_ipv4_address(const std::string& host);
bool is_ipv6_address(const std::string& host);
inline bool is_address(const std::string& host) {
  return is_ipv4_address(host) || is_ipv6_address(host);
}

// Returns the name as certificates and SNI have it: without the dot at the end of an absolute name.
// A resolver needs that dot: it then tries no search domains.
std::string without_final_dot(const std::string& host);

}  // namespace cckm
