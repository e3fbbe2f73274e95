// SPDX-License-Identifier: Apache-2.0
// Gets tokens from CM's token endpoint: with CM's own refresh token first, then with the secret of
// the configuration. Sends nothing during a back-off, within the Retry-After of a 429, and in a
// collection in which a login failed.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

#include "exporter/cckm/credentials.h"
#include "exporter/cckm/login_backoff.h"
#include "exporter/cckm/login_response.h"
#include "exporter/cckm/token_cache.h"
#include "exporter/cckm/token_source.h"
#include "exporter/model/telemetry.h"
#include "exporter/system/boot_clock.h"

namespace cckm {

class Login final : public TokenSource {
 public:
  // Precondition: credentials.needs_token_endpoint(). `now` must not call the Login.
  Login(ManagerCredentials credentials, std::shared_ptr<Telemetry> telemetry,
        Now now = BootClock::now);

  Result<Token> get(const Send& send, Window window) override;
  void accepted(const Token& token) override { cache_.accepted(token); }
  bool refused(const Token& token, Deadline collection) override;
  bool refused_although_new(const Token& token, Deadline collection) override;
  std::vector<Secret> live_secrets() override;
  void begin_anew() override;

 private:
  using Time = BootClock::time_point;

  struct Refresh {
    Secret token;
    Time expires;
  };
  // A login that failed, or a token that was given up.
  struct Failed {
    Deadline collection;  // its begin
    Failure failure;
    Time not_before;  // of the next login, apart from a back-off
  };
  // A request of a login: `secret` is sent.
  struct Attempt {
    std::string_view grant;
    Secret secret;
    HttpRequest request;
  };

  Result<TokenCache::Obtained> obtain(const Send& send, Window window);
  Result<TokenGrant> request_grant(const Send& send, Window window);
  Result<TokenGrant> send_refresh_token(const Secret& token, const Send& send, Window window);
  Result<TokenGrant> send_secret(const Send& send, Window window);
  LoginResult request(const Attempt& attempt, const Send& send, Window window);
  std::string describe(const Attempt& attempt, const LoginResult& result);
  TokenCache::Obtained keep(const TokenGrant& grant);

  std::optional<Failure> postponed(Deadline collection);
  void note_failure(const LoginResult& result, Deadline collection);
  void note_refusal(const Failure& failure, Deadline collection);

  std::optional<Secret> usable_refresh_token();
  bool has_refresh_token();
  bool backing_off(const Result<Secret>& secret);
  void give_up(Deadline collection);
  void reset_backoff();

  const ManagerCredentials credentials_;
  const std::shared_ptr<Telemetry> telemetry_;
  const Now now_;
  TokenCache cache_;

  std::mutex mutex_;                // guards all below
  std::optional<Refresh> refresh_;  // from CM's last response to a login
  bool refresh_refused_ = false;    // since the last token was obtained
  LoginBackoff backoff_;
  std::size_t secret_hash_ = 0;   // of the secret sent last: a changed one ends the back-off
  std::optional<Failed> failed_;  // the last one
};

}  // namespace cckm
