// SPDX-License-Identifier: Apache-2.0
// The part of CM that lets people in: grants, tokens, how long they live, and how often each was
// asked for.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "tests/simulator/answer.h"
#include "tests/simulator/clock.h"

namespace cckm::test {

struct TokenTerms {
  std::string username;
  std::string password;
  std::chrono::seconds token_life;
  std::chrono::seconds refresh_token_life;
};

// Not thread-safe.
class TokenDesk {
 public:
  // Wrong passwords in a row that lock the account, and for how long it then refuses the right one.
  static constexpr unsigned kTries = 5;
  static constexpr std::chrono::minutes kLockout{5};

  struct Counts {
    std::uint64_t password = 0;
    std::uint64_t refresh_token = 0;
  };

  TokenDesk(TokenTerms terms, Clock clock);

  // What CM answers to the JSON body of a login: 200 with a token, 401, or 400 for a body that is
  // not one of the two grants.
  Answer answer(std::string_view body);

  // True if this value of an Authorization field holds a token that is valid now.
  bool accepts(std::string_view authorization) const;

  std::string mint_token();
  std::string mint_refresh_token(std::chrono::seconds life);
  std::string mint_refresh_token() { return mint_refresh_token(terms_.refresh_token_life); }

  // Makes all that were handed out so far invalid.
  void revoke_tokens() { tokens_.clear(); }
  void revoke_refresh_tokens() { refresh_tokens_.clear(); }

  void set_password(std::string password) { terms_.password = std::move(password); }

  // All tokens and refresh tokens that were ever handed out.
  const std::vector<std::string>& handed_out() const { return handed_out_; }

  // Logins by grant, whether or not they were granted.
  const Counts& counts() const { return counts_; }

 private:
  using Expiries = std::unordered_map<std::string, Time>;

  Answer by_password(std::string_view username, std::string_view password,
                     std::chrono::seconds refresh_token_life);
  Answer by_refresh_token(const std::string& refresh_token);
  Answer grant(const std::string& refresh_token);
  void note_wrong_password();

  TokenTerms terms_;
  Clock clock_;
  Expiries tokens_;
  Expiries refresh_tokens_;
  std::vector<std::string> handed_out_;
  unsigned wrong_passwords_ = 0;
  Time locked_until_{};
  Counts counts_;
};

}  // namespace cckm::test
