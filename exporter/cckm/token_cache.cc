// SPDX-License-Identifier: Apache-2.0
// Life of a token, single flight, and refusals.
//
// A token is *fresh* until its renewal time, *stale* until it expires, then *expired*.
//   Fresh: get() returns it at once.
//   Stale: the first caller renews it, the others get the stale one.
//   Expired, or no token at all: the first caller renews, the others wait for that renewal, each
//   until its own deadline.
//
// A renewal that fails keeps a stale token and sets its renewal time to half of the life that is
// left. Without a stale token, all that wait get the failure. After a kTimeout a waiter renews
// again, because its own deadline can be later than that of the caller that failed.
//
// A token is *untested* until CM has *accepted* it, which is any response but 401.
//   A 401 to an accepted token means that CM revoked it: the cache drops it at once.
//   A 401 to an untested token can concern one job only. The cache keeps it for the other jobs and
//   drops it at the third 401.
// A token that is not the current one changes nothing: a slow worker can report on an old token.
//
// The mutex is never held during a request: renew() unlocks it around `obtain`. `renewing_` admits
// one renewal at a time, and Renewal resets it even if `obtain` throws.
#include "exporter/cckm/token_cache.h"

#include <algorithm>
#include <exception>
#include <utility>

namespace cckm {
namespace {

// Returns how long before its expiry a token is renewed.
BootClock::duration margin(BootClock::duration life) {
  return std::min<BootClock::duration>(std::chrono::seconds(60), life / 5);
}

// Unlocks a lock for its own lifetime.
class Unlocked {
 public:
  explicit Unlocked(std::unique_lock<std::mutex>& lock) : lock_(lock) { lock_.unlock(); }
  ~Unlocked() { lock_.lock(); }
  Unlocked(const Unlocked&) = delete;
  Unlocked& operator=(const Unlocked&) = delete;

 private:
  std::unique_lock<std::mutex>& lock_;
};

}  // namespace

// Marks a renewal as running, and wakes the waiters at its end. Precondition: the mutex is held
// when it begins and when it ends.
class TokenCache::Renewal {
 public:
  explicit Renewal(TokenCache& cache) : cache_(cache) { cache_.renewing_ = true; }
  ~Renewal() {
    cache_.renewing_ = false;
    ++cache_.renewals_;
    cache_.renewed_.notify_all();
  }
  Renewal(const Renewal&) = delete;
  Renewal& operator=(const Renewal&) = delete;

 private:
  TokenCache& cache_;
};

TokenCache::TokenCache(std::shared_ptr<Telemetry> telemetry, Now now)
    : telemetry_(std::move(telemetry)), now_(std::move(now)) {}

bool TokenCache::fresh() const {
  return current_ && now_() < current_->renew_at;
}

bool TokenCache::expired() const {
  return !current_ || now_() >= current_->expires;
}

bool TokenCache::is_current(const Token& token) const {
  return current_ && current_->token.generation == token.generation;
}

Result<Token> TokenCache::get(const Obtain& obtain, Deadline deadline) {
  Lock lock(mutex_);
  while (!fresh()) {
    if (!renewing_) return renew(lock, obtain, deadline);
    if (!expired()) break;
    const auto seen = renewals_;
    if (!renewed_.wait_until(lock, deadline, [&] { return renewals_ != seen; })) {
      return Failure{Reason::kTimeout, "deadline while waiting for a login"};
    }
    if (last_failure_ && last_failure_->reason != Reason::kTimeout) return *last_failure_;
  }
  return current_->token;
}

Result<Token> TokenCache::renew(Lock& lock, const Obtain& obtain, Deadline deadline) {
  const Renewal renewal(*this);
  try {
    const auto obtained = [&] {
      const Unlocked unlocked(lock);
      return obtain(deadline);
    }();
    return finish_renewal(obtained);
  } catch (const std::exception&) {
    last_failure_ = Failure{Reason::kInternal, "exception"};  // short: it needs no memory
    throw;
  }
}

Result<Token> TokenCache::finish_renewal(const Result<Obtained>& obtained) {
  last_failure_.reset();
  if (obtained) {
    store(*obtained);
    return current_->token;
  }
  if (!expired()) {
    current_->renew_at = now_() + (current_->expires - now_()) / 2;
    return current_->token;
  }
  forget();
  last_failure_ = obtained.failure();
  return *last_failure_;
}

void TokenCache::store(const Obtained& obtained) {
  const Time expires = now_() + obtained.life;
  current_ = Current{.token = {.jwt = obtained.jwt,
                               .generation = ++generation_,
                               .life_known = obtained.life_known,
                               .after_revocation = std::exchange(revoked_, false),
                               .after_refresh_refusal = obtained.after_refresh_refusal},
                     .expires = expires,
                     .renew_at = expires - margin(obtained.life)};
  telemetry_->token_expires_at(wall_clock_in(obtained.life));
}

void TokenCache::forget() {
  current_.reset();
  telemetry_->token_expires_at(std::nullopt);
}

void TokenCache::accepted(const Token& token) {
  const Lock lock(mutex_);
  if (is_current(token)) current_->accepted = true;
}

bool TokenCache::refused(const Token& token) {
  const Lock lock(mutex_);
  if (!is_current(token)) return false;
  if (!current_->accepted) return count_refusal();
  forget();
  revoked_ = true;
  return false;
}

bool TokenCache::refused_although_new(const Token& token) {
  const Lock lock(mutex_);
  return is_current(token) && !current_->accepted && count_refusal();
}

bool TokenCache::count_refusal() {
  if (++current_->refusals < kMostRefusals) return false;
  forget();
  return true;
}

std::optional<Secret> TokenCache::jwt() {
  const Lock lock(mutex_);
  return current_ ? std::optional(current_->token.jwt) : std::nullopt;
}

void TokenCache::report_absence() {
  const Lock lock(mutex_);
  if (!current_) telemetry_->token_expires_at(std::nullopt);
}

}  // namespace cckm
