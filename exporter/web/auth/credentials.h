// SPDX-License-Identifier: Apache-2.0
// Parses user names and passwords of Basic authentication (RFC 7617).
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cckm {

struct Credentials {
  std::string user;
  std::string password;  // without NUL bytes, which would end the password for bcrypt
};

// Parses an Authorization header. Empty if it is malformed, of another scheme than Basic, or if
// name and password are longer than 1 KiB together.
std::optional<Credentials> parse_credentials(std::string_view authorization);

}  // namespace cckm
