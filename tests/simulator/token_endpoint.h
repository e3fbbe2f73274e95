// SPDX-License-Identifier: Apache-2.0
// CM's token endpoint: logins, tokens, their lifetimes and their counts.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tests/simulator/clock.h"
#include "tests/simulator/response.h"

namespace cckm::test {

struct TokenTerms {
  std::string username;
  std::string password;
  std::chrono::seconds token_life;
  std::chrono::seconds refresh_token_life;
};

// Not thread-safe.
class TokenEndpoint {
 public:
  // The number of wrong passwords in a row that locks the account, and the duration of the lock.
  static constexpr unsigned kTries = 5;
  static constexpr std::chrono::minutes kLockout{5};

  struct Counts {
    std::uint64_t password = 0;
    std::uint64_t refresh_token = 0;
  };

  TokenEndpoint(TokenTerms terms, Clock clock);

  // Returns CM's response to the JSON body of a login: 200 with a token, 401, or 400 for an unknown
  // grant type.
  Response respond(std::string_view body);

  // Returns true if this value of an Authorization field has a token that is valid now.
  bool accepts(std::string_view authorization) const;

  std::string mint_token();
  std::string mint_refresh_token(std::chrono::seconds life);
  std::string mint_refresh_token() { return mint_refresh_token(terms_.refresh_token_life); }

  // Revoke every token issued so far.
  void revoke_tokens() { tokens_.clear(); }
  void revoke_refresh_tokens() { refresh_tokens_.clear(); }

  void set_password(std::string password) { terms_.password = std::move(password); }

  // Returns all tokens and refresh tokens that were ever issued.
  const std::vector<std::string>& issued() const { return issued_; }

  // Returns the number of logins by grant, both successful and refused ones.
  const Counts& counts() const { return counts_; }

 private:
  using Expiries = std::unordered_map<std::string, Time>;

  Response by_password(std::string_view username, std::string_view password,
                       std::chrono::seconds refresh_token_life);
  Response by_refresh_token(const std::string& refresh_token);
  Response grant(const std::string& refresh_token);
  void note_wrong_password();

  TokenTerms terms_;
  Clock clock_;
  Expiries tokens_;
  Expiries refresh_tokens_;
  std::vector<std::string> issued_;
  unsigned wrong_passwords_ = 0;
  Time locked_until_{};
  Counts counts_;
};

}  // namespace cckm::test
