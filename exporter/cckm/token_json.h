// SPDX-License-Identifier: Apache-2.0
// CM's answer to a login -> TokenGrant, and what can be told of a JSON web token from outside.
#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/model/result.h"

namespace cckm {

// What a login got us. Lives count from the moment of the answer, on a clock of ours.
struct TokenGrant {
  std::string jwt;                                         // valid_jwt()
  std::chrono::seconds life{0};                            // 1 s .. 1 h
  bool told_life = false;                                  // whether `duration` could be used
  std::optional<std::string> refresh_token;                // 1 .. 16 Ki printable ASCII characters
  std::optional<std::chrono::seconds> refresh_token_life;  // 1 s .. 10 years
};

// Reads CM's answer to a login. Only a usable `jwt` must be there; whatever else is not as it
// should be is left out or, for the life, replaced by CM's default of 300 s. Fails with kAuth; the
// detail holds nothing of the body. Thread-safe, as are all functions here.
Result<TokenGrant> parse_token(std::string_view body);

// True if `jwt` can be sent in a header: three non-empty parts of base64url, at most 16 KiB.
// Nothing is said about its signature.
bool valid_jwt(std::string_view jwt);

// From `iat` to `exp`, which is right whatever our clock says. Empty unless the token has both and
// 1 s to 10 years lie between them.
std::optional<std::chrono::seconds> jwt_life(std::string_view jwt);

// `exp`: when the token ends by its issuer's clock, in seconds since 1970. Empty if the token does
// not say, or says something before 1970 or past the year 9999.
std::optional<std::int64_t> jwt_expiry(std::string_view jwt);

}  // namespace cckm
