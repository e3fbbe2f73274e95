// SPDX-License-Identifier: Apache-2.0
// A user's name and password, as a client sends them (RFC 7617).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cckm {

struct Credentials {
  std::string user;
  std::string password;  // without NUL bytes, at which bcrypt would stop
};

// What an Authorization header holds; empty if it is not of the Basic scheme, malformed or over
// 1 KiB.
std::optional<Credentials> parse_credentials(std::string_view authorization);

}  // namespace cckm
