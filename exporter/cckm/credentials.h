// SPDX-License-Identifier: Apache-2.0
// How each kind of `auth` obtains a token: its secret, its request, its label value.
//
// A new kind of `auth` needs three source files:
//   config/settings.h       its struct, and its place in the variant Auth
//   config/read_auth.cc     its keys, and what it needs of other sections (check_needs_of_auth)
//   cckm/credentials.cc     its overload of describe(); the compiler demands it
// The counters of its grant follow from grants().
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/config/settings.h"
#include "exporter/http/exchange.h"

namespace cckm {

// Label values of `grant`.
inline constexpr std::string_view kPasswordGrant = "password";
inline constexpr std::string_view kRefreshTokenGrant = "refresh_token";
inline constexpr std::string_view kBearerFileGrant = "bearer_file";

struct ManagerCredentials {
  std::string_view grant;  // of the secret
  std::string user;        // that logs in, for the log; empty: unknown
  SecretSource secret;
  // Builds the request that sends the secret to the token endpoint. Empty: the secret is a token.
  std::function<HttpRequest(const Secret&)> login;

  bool needs_token_endpoint() const { return login != nullptr; }

  // Returns the grants that can be used. CM can issue a refresh token at each login: it is sent
  // first, and the secret is sent if CM refuses it.
  std::vector<std::string_view> grants() const;
};

ManagerCredentials credentials_of(const Auth& auth);

// Builds the request that sends a refresh token to the token endpoint.
HttpRequest refresh_login(const Secret& refresh_token);

}  // namespace cckm
