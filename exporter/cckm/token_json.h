// SPDX-License-Identifier: Apache-2.0
// Reads CM's response to a login, and the claims of a JSON web token.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/model/jwt.h"
#include "exporter/model/result.h"
#include "exporter/model/secret.h"

namespace cckm {

// The tokens of one login. Their lives begin with the response.
struct TokenGrant {
  Secret jwt;                                              // valid_jwt()
  std::chrono::seconds life{0};                            // 1 s .. 1 h
  bool life_known = false;                                 // `duration` was usable
  std::optional<Secret> refresh_token;                     // 1 .. 16 Ki printable ASCII characters
  std::optional<std::chrono::seconds> refresh_token_life;  // 1 s .. 10 years
};

// Reads CM's response to a login. Requires a usable `jwt` only: every other member that is not
// usable is left out, and a life of 300 s, CM's default, replaces the missing one. Fails with kAuth
// for a JSON object without a usable `jwt`. Fails like parse_json_object() for any other body,
// which is not CM's. The detail holds nothing of the body. Thread-safe, as are all functions here.
Result<TokenGrant> parse_token(std::string_view body);

// Returns the time from `iat` to `exp`, which does not depend on the clock of this machine. Empty
// unless the token has both and the time is 1 s to 10 years.
std::optional<std::chrono::seconds> jwt_life(std::string_view jwt);

// Returns `exp`, the token's end by its issuer's clock in seconds since 1970. Empty if the token
// has none, or one before 1970 or after the year 9999.
std::optional<std::int64_t> jwt_expiry(std::string_view jwt);

}  // namespace cckm
