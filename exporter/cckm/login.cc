// SPDX-License-Identifier: Apache-2.0
// The order of grants, and the back-off after a refused login.
//
// A login sends CM's own refresh token while there is one that has not expired. If CM refuses it,
// the same login continues with the secret of the configuration. If the network or the service
// fails, the login ends: the secret would fail the same way.
//
// A refused secret begins a back-off, and so does a token that the cache gives up. A successful
// login ends the back-off. A changed secret ends it too, because an operator has corrected it.
//
// A login that failed without a refusal begins no back-off. Something between the exporter and CM
// can have responded. The next collection sends a login, if the wait of the failure has passed
// (LoginResult::wait).
//
// After a failure of either kind no login is sent in the rest of the same collection. Its other
// workers get that failure, so that all items of a collection have the same reason. A timeout is
// different: another worker can have more time.
//
// Locks: mutex_ before the mutex of the cache. refused() holds mutex_ from the moment when the
// cache drops a token until the back-off has begun. Without that, another worker could log in
// between. The cache calls obtain() without its mutex, and obtain() never holds mutex_ during a
// request.
#include "exporter/cckm/login.h"

#include <functional>
#include <random>
#include <string>
#include <utility>

#include "exporter/cckm/log_text.h"
#include "exporter/cckm/redaction.h"

namespace cckm {
namespace {

using std::chrono::seconds;

// Characters of CM's `codeDesc` and of a user name that the log shows.
constexpr std::size_t kShownOfLogin = 100;

// Returns true if the failure concerns the connection, which is the same for every request.
bool is_of_connection(Reason reason) {
  return reason == Reason::kDns || reason == Reason::kConnect || reason == Reason::kTls;
}

// Returns up to a tenth, so that exporters that CM refused together do not retry together.
double jitter() {
  static thread_local std::minstd_rand random{std::random_device{}()};
  return std::uniform_real_distribution<double>(0.0, 0.1)(random);
}

std::size_t hash_of(const Result<Secret>& secret) {
  return secret ? std::hash<std::string>{}(secret->reveal()) : 0;
}

}  // namespace

Login::Login(ManagerCredentials credentials, std::shared_ptr<Telemetry> telemetry, Now now)
    : credentials_(std::move(credentials)),
      telemetry_(std::move(telemetry)),
      now_(std::move(now)),
      cache_(telemetry_, now_) {}

Result<Token> Login::get(const Send& send, Window window) {
  return cache_.get(
      [&](Deadline deadline) {
        return obtain(send, {window.begin, deadline});
      },
      window.end);
}

Result<TokenCache::Obtained> Login::obtain(const Send& send, Window window) {
  if (auto failure = postponed(window.begin)) return *std::move(failure);
  const auto grant = request_grant(send, window);
  if (!grant) return grant.failure();
  return keep(*grant);
}

// Returns why no login can be sent now, apart from a back-off.
std::optional<Failure> Login::postponed(Deadline collection) {
  const std::lock_guard lock(mutex_);
  if (!failed_) return std::nullopt;
  if (collection <= failed_->collection) return failed_->failure;
  if (now_() >= failed_->not_before) return std::nullopt;
  return Failure{failed_->failure.reason, "no login tried, too soon after the last one"};
}

Result<TokenGrant> Login::request_grant(const Send& send, Window window) {
  if (const auto token = usable_refresh_token()) {
    auto grant = send_refresh_token(*token, send, window);
    if (grant || has_refresh_token()) return grant;
  }
  return send_secret(send, window);
}

Result<TokenGrant> Login::send_refresh_token(const Secret& token, const Send& send, Window window) {
  auto login = request({kRefreshTokenGrant, token, refresh_login(token)}, send, window);
  if (login.refused) {
    const std::lock_guard lock(mutex_);
    refresh_.reset();
    refresh_refused_ = true;
  }
  return std::move(login.grant);
}

Result<TokenGrant> Login::send_secret(const Send& send, Window window) {
  const auto secret = read_secret(credentials_.secret);
  if (backing_off(secret)) {
    return Failure{Reason::kLoginBackoff, "no login tried, because the last one was refused"};
  }
  if (!secret) {
    telemetry_->token_request_failed(secret.failure().reason);
    return secret.failure();
  }
  auto login = request({credentials_.grant, *secret, credentials_.login(*secret)}, send, window);
  const std::lock_guard lock(mutex_);
  if (login.refused) {
    note_refusal(login.grant.failure(), window.begin);
  } else if (login.grant) {
    reset_backoff();
  }
  return std::move(login.grant);
}

LoginResult Login::request(const Attempt& attempt, const Send& send, Window window) {
  telemetry_->token_requested(attempt.grant);
  const auto response = send(attempt.request, window.end);
  auto login = response ? read_login_response(*response) : LoginResult{.grant = response.failure()};
  if (login.grant) return login;
  Failure failure = login.grant.failure();
  telemetry_->token_request_failed(failure.reason);
  failure.detail = describe(attempt, login);
  login.grant = std::move(failure);
  note_failure(login, window.begin);
  return login;
}

// Returns the detail of a failed login. Precondition: !result.grant.
std::string Login::describe(const Attempt& attempt, const LoginResult& result) {
  const Failure& failure = result.grant.failure();
  if (is_of_connection(failure.reason)) return failure.detail;
  auto secrets = live_secrets();
  secrets.push_back(attempt.secret);  // its source can have changed since
  const SecretFinder finder(secrets);
  std::string text = "login by " + std::string(attempt.grant);
  if (!credentials_.user.empty())
    text += " as " + log_text(credentials_.user, finder, kShownOfLogin);
  if (!failure.detail.empty()) text += ": " + failure.detail;
  const std::string code_desc = log_text(result.error.code_desc, finder, kShownOfLogin);
  if (!code_desc.empty()) text += ", codeDesc " + code_desc;
  if (!result.error.code.empty()) text += ", code " + result.error.code;
  return text;
}

void Login::note_failure(const LoginResult& result, Deadline collection) {
  const Failure& failure = result.grant.failure();
  if (result.refused || failure.reason == Reason::kTimeout) return;
  const std::lock_guard lock(mutex_);
  failed_ = Failed{collection, failure, now_() + result.wait};
}

TokenCache::Obtained Login::keep(const TokenGrant& grant) {
  const std::lock_guard lock(mutex_);
  if (grant.refresh_token) {
    const Time ends = grant.refresh_token_life ? now_() + *grant.refresh_token_life : Time::max();
    refresh_ = Refresh{.token = *grant.refresh_token, .expires = ends};
  }
  return {.jwt = grant.jwt,
          .life = grant.life,
          .life_known = grant.life_known,
          .after_refresh_refusal = std::exchange(refresh_refused_, false)};
}

std::optional<Secret> Login::usable_refresh_token() {
  const std::lock_guard lock(mutex_);
  return refresh_ && now_() < refresh_->expires ? std::optional(refresh_->token) : std::nullopt;
}

bool Login::has_refresh_token() {
  const std::lock_guard lock(mutex_);
  return refresh_.has_value();
}

bool Login::backing_off(const Result<Secret>& secret) {
  const std::size_t hash = hash_of(secret);
  const std::lock_guard lock(mutex_);
  if (backoff_.refused_before() && hash != secret_hash_) reset_backoff();
  if (backoff_.blocks(now_())) return true;
  if (secret) secret_hash_ = hash;
  return false;
}

bool Login::refused(const Token& token, Deadline collection) {
  const std::lock_guard lock(mutex_);
  const bool given_up = cache_.refused(token);
  if (given_up) give_up(collection);
  return given_up;
}

bool Login::refused_although_new(const Token& token, Deadline collection) {
  const std::lock_guard lock(mutex_);
  const bool given_up = cache_.refused_although_new(token);
  if (given_up) give_up(collection);
  return given_up;
}

void Login::give_up(Deadline collection) {
  refresh_.reset();
  note_refusal(Failure{Reason::kAuth, "refused although the token is new", 401}, collection);
}

// Begins a back-off. Precondition: mutex_ is held.
void Login::note_refusal(const Failure& failure, Deadline collection) {
  const Time now = now_();
  failed_ = Failed{collection, failure, now};
  telemetry_->login_backoff_until(wall_clock_in(backoff_.refused(now, jitter()) - now));
}

void Login::reset_backoff() {
  backoff_.reset();
  telemetry_->login_backoff_until(std::nullopt);
}

void Login::begin_anew() {
  const std::lock_guard lock(mutex_);
  reset_backoff();
  cache_.report_absence();
}

std::vector<Secret> Login::live_secrets() {
  std::vector<Secret> secrets;
  if (const auto jwt = cache_.jwt()) secrets.push_back(*jwt);
  {
    const std::lock_guard lock(mutex_);
    if (refresh_) secrets.push_back(refresh_->token);
  }
  if (const auto secret = read_secret(credentials_.secret)) secrets.push_back(*secret);
  return secrets;
}

}  // namespace cckm
