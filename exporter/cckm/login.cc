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
// Locks: mutex_ before the mutex of the cache. refused() holds mutex_ from the moment when the
// cache drops a token until the back-off has begun. Without that, another worker could log in
// between. The cache calls obtain() without its mutex, and obtain() never holds mutex_ during a
// request.
#include "exporter/cckm/login.h"

#include <algorithm>
#include <functional>
#include <random>
#include <string>
#include <utility>

#include "exporter/http/status.h"

namespace cckm {
namespace {

using std::chrono::seconds;

bool is_refusal(int status) {
  return status == 400 || status == 401 || status == 403 || status == 423 || status == 429;
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

LoginResult log_in(const HttpRequest& request, const Send& send, Deadline deadline) {
  const auto response = send(request, deadline);
  if (!response) return {.grant = response.failure()};
  if (is_refusal(response->status)) {
    const auto wait = response->status == 429 ? retry_after(*response) : seconds(0);
    return {.grant = Failure{Reason::kAuth, "login refused", response->status},
            .refused = true,
            .retry_after = wait};
  }
  if (auto failure = status_failure(response->status)) return {.grant = *failure};
  auto grant = parse_token(response->body);
  const bool refused = !grant.ok();
  return {.grant = std::move(grant), .refused = refused};
}

Login::Login(ManagerCredentials credentials, std::shared_ptr<Telemetry> telemetry, Now now)
    : credentials_(std::move(credentials)),
      telemetry_(std::move(telemetry)),
      now_(std::move(now)),
      cache_(telemetry_, now_) {}

Result<Token> Login::get(const Send& send, Window window) {
  return cache_.get([&](Deadline deadline) { return obtain(send, deadline); }, window.end);
}

Result<TokenCache::Obtained> Login::obtain(const Send& send, Deadline deadline) {
  const auto grant = request_grant(send, deadline);
  if (!grant) return grant.failure();
  return keep(*grant);
}

Result<TokenGrant> Login::request_grant(const Send& send, Deadline deadline) {
  if (const auto token = usable_refresh_token()) {
    auto grant = send_refresh_token(*token, send, deadline);
    if (grant || has_refresh_token()) return grant;
  }
  return send_secret(send, deadline);
}

Result<TokenGrant> Login::send_refresh_token(const Secret& token, const Send& send,
                                             Deadline deadline) {
  auto login = request(kRefreshTokenGrant, refresh_login(token), send, deadline);
  if (login.refused) {
    const std::lock_guard lock(mutex_);
    refresh_.reset();
    refresh_refused_ = true;
  }
  return std::move(login.grant);
}

Result<TokenGrant> Login::send_secret(const Send& send, Deadline deadline) {
  const auto secret = read_secret(credentials_.secret);
  if (backing_off(secret)) {
    return Failure{Reason::kLoginBackoff, "no login tried, because the last one was refused"};
  }
  if (!secret) {
    telemetry_->token_request_failed(secret.failure().reason);
    return secret.failure();
  }
  auto login = request(credentials_.grant, credentials_.login(*secret), send, deadline);
  const std::lock_guard lock(mutex_);
  if (login.refused) {
    back_off(login.retry_after);
  } else if (login.grant) {
    reset_backoff();
  }
  return std::move(login.grant);
}

LoginResult Login::request(std::string_view grant, const HttpRequest& request, const Send& send,
                           Deadline deadline) {
  telemetry_->token_requested(grant);
  auto login = log_in(request, send, deadline);
  if (!login.grant) telemetry_->token_request_failed(login.grant.failure().reason);
  return login;
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

bool Login::refused(const Token& token) {
  const std::lock_guard lock(mutex_);
  const bool given_up = cache_.refused(token);
  if (given_up) give_up();
  return given_up;
}

bool Login::refused_although_new(const Token& token) {
  const std::lock_guard lock(mutex_);
  const bool given_up = cache_.refused_although_new(token);
  if (given_up) give_up();
  return given_up;
}

void Login::give_up() {
  refresh_.reset();
  back_off(seconds(0));
}

void Login::back_off(seconds at_least) {
  const Time now = now_();
  telemetry_->login_backoff_until(wall_clock_in(backoff_.refused(now, at_least, jitter()) - now));
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
