// SPDX-License-Identifier: Apache-2.0
// The token's life: obtained once for however many jobs wait, kept across scrapes, renewed before
// it ends, and never asked for again at once by somebody who has just been refused.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "exporter/cckm/login.h"
#include "exporter/config/settings.h"
#include "exporter/model/telemetry.h"
#include "exporter/system/boot_clock.h"

namespace cckm {

struct Token {
  std::string jwt;
  std::uint64_t generation = 0;        // tells a token from the one that replaced it
  bool told_life = true;               // whether CM said how long it lives
  bool after_revocation = false;       // it replaces one that was refused before its end
  bool after_refresh_refusal = false;  // it was obtained because a refresh token was refused
};

// How long after the `refusals`th refusal in a row (from 1) no login is tried.
std::chrono::seconds login_backoff(int refusals);

// Thread-safe.
class TokenSource {
 public:
  // `now` is called under a lock and must not call back.
  TokenSource(Auth auth, std::shared_ptr<Telemetry> telemetry, Now now = BootClock::now);

  // The token to send. Where there is none, or it is about to end, the first caller gets a new one
  // through `send` and all others wait for it, each until the end of its own window. A bearer token
  // file is read once for all windows with the same begin, and once more after a 401 to its token.
  // Fails with kAuth, kLoginBackoff, kTimeout, or the failure of `send`.
  Result<Token> get(const Send& send, Window window);

  // CM answered a request that carried `token` with something other than 401.
  void accepted(const Token& token);

  // CM answered it with 401. A token that was accepted before has been revoked and is forgotten, so
  // that the next get() makes a new one; that of a bearer token file is read again. One that never
  // was may be good for other jobs; refused kDoubts times it is given up as a refused login is, and
  // the call returns true.
  bool refused(const Token& token);

  // The same of a token that was new when the request was tried again with it. Where others have
  // been accepted with it in the meantime, it is kept: the trouble is that request's own.
  bool refused_although_new(const Token& token);

  // All that must not be seen anywhere: the tokens, and what is needed for new ones.
  std::vector<std::string> live_secrets();

  // Ends a back-off: an operator may have put right what was refused. Tells the telemetry what
  // there is, because another source may have told it something else.
  void begin_anew();

  static constexpr int kDoubts = 3;

 private:
  using Time = BootClock::time_point;
  using Lock = std::unique_lock<std::mutex>;

  struct Current {
    Token token;
    Time expires;
    Time renew_at;
    bool proven = false;  // CM has accepted it at least once
    int doubts = 0;       // how often it was refused before that
  };
  struct Refresh {
    std::string token;
    Time expires;
  };
  // What reading the bearer token file has come to in the newest collection.
  struct FileReading {
    Deadline collection = Deadline::min();  // its begin
    bool due = true;
    bool refused = false;            // CM has answered 401 to the token since
    std::optional<Failure> failure;  // of the last reading; without one, current_ is set
  };

  bool fresh() const;
  bool is_current(const Token& token) const;
  bool doubt();
  bool alive() const;
  Result<Token> renew(Lock& lock, const Send& send, Deadline deadline);
  Result<Token> finish_renewal(const Result<TokenGrant>& grant);
  void store(const TokenGrant& grant);

  Result<TokenGrant> obtain(Lock& lock, const Send& send, Deadline deadline);
  Result<TokenGrant> from_own_refresh_token(Lock& lock, const Send& send, Deadline deadline);
  Result<TokenGrant> from_credentials(Lock& lock, const Send& send, Deadline deadline);
  Result<Token> from_file(const BearerAuth& auth, Deadline collection);
  std::optional<Failure> read_file(const BearerAuth& auth);
  LoginAnswer request(Lock& lock, Grant grant, const HttpRequest& request, const Send& send,
                      Deadline deadline);

  void back_off(std::chrono::seconds at_least);
  void reset_backoff();
  void forget();

  const Auth auth_;
  const std::shared_ptr<Telemetry> telemetry_;
  const Now now_;

  std::mutex mutex_;  // guards all below
  std::condition_variable renewed_;
  bool renewing_ = false;
  std::uint64_t renewals_ = 0;           // counts those that ended, well or not
  std::optional<Failure> last_failure_;  // of the last renewal, if it failed
  std::uint64_t generation_ = 0;
  std::optional<Current> current_;
  std::optional<Refresh> refresh_;
  FileReading file_;
  bool revoked_ = false;  // since the last token was obtained, as is the next
  bool refresh_refused_ = false;
  int refusals_ = 0;  // in a row
  std::optional<Time> backoff_until_;
  std::size_t secret_hash_ = 0;  // of the secret last sent: a changed one ends the back-off
};

}  // namespace cckm
