// SPDX-License-Identifier: Apache-2.0
// Who asks for a token, when, and what follows from the answer.
#include "exporter/cckm/token_source.h"

#include <algorithm>
#include <random>
#include <utility>

namespace cckm {
namespace {

using std::chrono::seconds;
using WallClock = std::chrono::system_clock;

constexpr std::array kBackoff = {seconds(60), seconds(120), seconds(300), seconds(900)};

// Up to a tenth more, so that exporters that were refused together do not come back together.
BootClock::duration with_jitter(seconds wait) {
  static thread_local std::minstd_rand random{std::random_device{}()};
  std::uniform_real_distribution<double> share(0.0, 0.1);
  return wait + std::chrono::duration_cast<BootClock::duration>(wait * share(random));
}

WallClock::time_point on_the_wall(BootClock::duration from_now) {
  return WallClock::now() + std::chrono::duration_cast<WallClock::duration>(from_now);
}

const SecretSource& secret_of(const Auth& auth) {
  if (const auto* password = std::get_if<PasswordAuth>(&auth)) return password->password;
  if (const auto* refresh = std::get_if<RefreshTokenAuth>(&auth)) return refresh->refresh_token;
  return std::get<BearerAuth>(auth).token;
}

// The time before a token's end at which it is replaced.
BootClock::duration margin(BootClock::duration life) {
  return std::min<BootClock::duration>(seconds(60), life / 5);
}

// Gives up a lock for as long as it lives, which an exception may end.
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

seconds login_backoff(int refusals) {
  const auto last = static_cast<int>(kBackoff.size());
  return kBackoff[static_cast<std::size_t>(std::clamp(refusals, 1, last) - 1)];
}

TokenSource::TokenSource(Auth auth, std::shared_ptr<Telemetry> telemetry, Now now)
    : auth_(std::move(auth)), telemetry_(std::move(telemetry)), now_(std::move(now)) {}

bool TokenSource::fresh() const {
  return current_ && now_() < current_->renew_at;
}
bool TokenSource::alive() const {
  return current_ && now_() < current_->expires;
}

bool TokenSource::is_current(const Token& token) const {
  return current_ && current_->token.generation == token.generation;
}

Result<Token> TokenSource::get(const Send& send, Window window) {
  Lock lock(mutex_);
  if (const auto* bearer = std::get_if<BearerAuth>(&auth_)) return from_file(*bearer, window.begin);
  while (!fresh()) {
    if (!renewing_) return renew(lock, send, window.end);
    if (alive()) break;  // good enough until the renewal is through
    const auto seen = renewals_;
    if (!renewed_.wait_until(lock, window.end, [&] { return renewals_ != seen; })) {
      return Failure{Reason::kTimeout, "deadline while waiting for a login"};
    }
    // The one who asked may have had less time than we have.
    if (last_failure_ && last_failure_->reason != Reason::kTimeout) return *last_failure_;
  }
  return current_->token;
}

Result<Token> TokenSource::renew(Lock& lock, const Send& send, Deadline deadline) {
  // Whatever happens, those who wait must be woken and the next one must be able to try.
  struct Renewal {
    explicit Renewal(TokenSource& renewed) : source(renewed) { source.renewing_ = true; }
    ~Renewal() {
      source.renewing_ = false;
      ++source.renewals_;
      source.renewed_.notify_all();
    }
    TokenSource& source;
  };
  const Renewal renewal(*this);
  try {
    return finish_renewal(obtain(lock, send, deadline));
  } catch (const std::exception&) {
    last_failure_ = Failure{Reason::kInternal, "exception"};  // short: it needs no memory
    throw;
  }
}

Result<Token> TokenSource::finish_renewal(const Result<TokenGrant>& grant) {
  last_failure_.reset();
  if (grant) {
    store(*grant);
    return current_->token;
  }
  if (alive()) {  // it could not be renewed, but it still serves; not every job need try again
    current_->renew_at = now_() + (current_->expires - now_()) / 2;
    return current_->token;
  }
  forget();
  last_failure_ = grant.failure();
  return *last_failure_;
}

void TokenSource::store(const TokenGrant& grant) {
  const Time expires = now_() + grant.life;
  current_ = Current{.token = {.jwt = grant.jwt,
                               .generation = ++generation_,
                               .told_life = grant.told_life,
                               .after_revocation = std::exchange(revoked_, false),
                               .after_refresh_refusal = std::exchange(refresh_refused_, false)},
                     .expires = expires,
                     .renew_at = expires - margin(grant.life)};
  if (grant.refresh_token) {
    const Time ends = grant.refresh_token_life ? now_() + *grant.refresh_token_life : Time::max();
    refresh_ = Refresh{.token = *grant.refresh_token, .expires = ends};
  }
  telemetry_->token_expires_at(on_the_wall(grant.life));
}

void TokenSource::forget() {
  current_.reset();
  telemetry_->token_expires_at(std::nullopt);
}

Result<TokenGrant> TokenSource::obtain(Lock& lock, const Send& send, Deadline deadline) {
  if (refresh_ && now_() < refresh_->expires) {
    auto grant = from_own_refresh_token(lock, send, deadline);
    // Without its refresh token there is still the password; without the network there is not.
    if (grant || refresh_) return grant;
  }
  return from_credentials(lock, send, deadline);
}

Result<TokenGrant> TokenSource::from_own_refresh_token(Lock& lock, const Send& send,
                                                       Deadline deadline) {
  auto answer = request(lock, Grant::kRefreshToken, refresh_login(refresh_->token), send, deadline);
  if (answer.refused) {
    refresh_.reset();
    refresh_refused_ = true;
  }
  return std::move(answer.grant);
}

Result<TokenGrant> TokenSource::from_credentials(Lock& lock, const Send& send, Deadline deadline) {
  const auto* password = std::get_if<PasswordAuth>(&auth_);
  const auto secret = read_secret(secret_of(auth_));
  const std::size_t hash = secret ? std::hash<std::string>{}(*secret) : 0;
  if (backoff_until_ && hash != secret_hash_) reset_backoff();
  if (backoff_until_ && now_() < *backoff_until_) {
    return Failure{Reason::kLoginBackoff, "no login tried, because the last one was refused"};
  }
  if (!secret) {
    telemetry_->token_request_failed(secret.failure().reason);
    return secret.failure();
  }
  secret_hash_ = hash;
  auto answer =
      password != nullptr
          ? request(lock, Grant::kPassword, password_login(*password, *secret), send, deadline)
          : request(lock, Grant::kRefreshToken, refresh_login(*secret), send, deadline);
  if (answer.refused) {
    back_off(answer.retry_after);
  } else if (answer.grant) {
    reset_backoff();
  }
  return std::move(answer.grant);
}

Result<Token> TokenSource::from_file(const BearerAuth& auth, Deadline collection) {
  if (collection > file_.collection) file_ = {.collection = collection};
  if (std::exchange(file_.due, false)) file_.failure = read_file(auth);
  if (file_.failure) return *file_.failure;
  return current_->token;
}

std::optional<Failure> TokenSource::read_file(const BearerAuth& auth) {
  const auto secret = read_secret(auth.token);
  if (secret && current_ && current_->token.jwt == *secret) return std::nullopt;
  telemetry_->token_requested(Grant::kBearerFile);
  if (!secret || !valid_jwt(*secret)) {
    telemetry_->token_request_failed(Reason::kAuth);
    return secret ? Failure{Reason::kAuth, "the bearer token file holds no JWT"} : secret.failure();
  }
  current_ = Current{.token = {.jwt = *secret, .generation = ++generation_},
                     .expires = Time::max(),
                     .renew_at = Time::max()};
  const auto expiry = jwt_expiry(*secret);
  telemetry_->token_expires_at(expiry ? std::optional(WallClock::time_point(seconds(*expiry)))
                                      : std::nullopt);
  return std::nullopt;
}

LoginAnswer TokenSource::request(Lock& lock, Grant grant, const HttpRequest& request,
                                 const Send& send, Deadline deadline) {
  telemetry_->token_requested(grant);
  auto answer = [&] {
    const Unlocked unlocked(lock);
    return log_in(request, send, deadline);
  }();
  if (!answer.grant) telemetry_->token_request_failed(answer.grant.failure().reason);
  return answer;
}

void TokenSource::back_off(seconds at_least) {
  const auto wait = with_jitter(std::max(login_backoff(++refusals_), at_least));
  backoff_until_ = now_() + wait;
  telemetry_->login_backoff_until(on_the_wall(wait));
}

void TokenSource::reset_backoff() {
  refusals_ = 0;
  backoff_until_.reset();
  telemetry_->login_backoff_until(std::nullopt);
}

void TokenSource::begin_anew() {
  const Lock lock(mutex_);
  reset_backoff();
  if (!current_) telemetry_->token_expires_at(std::nullopt);
}

void TokenSource::accepted(const Token& token) {
  const Lock lock(mutex_);
  if (is_current(token)) current_->proven = true;
}

bool TokenSource::refused(const Token& token) {
  const Lock lock(mutex_);
  if (!is_current(token)) return false;
  if (std::holds_alternative<BearerAuth>(auth_)) {
    // The file may have been replaced since; one more reading is enough to know.
    if (!std::exchange(file_.refused, true)) file_.due = true;
    return false;
  }
  if (!current_->proven) return doubt();
  forget();
  revoked_ = true;
  return false;
}

bool TokenSource::refused_although_new(const Token& token) {
  const Lock lock(mutex_);
  const bool is_ours = is_current(token) && !std::holds_alternative<BearerAuth>(auth_);
  return is_ours && !current_->proven && doubt();
}

// True if that was one refusal too many.
bool TokenSource::doubt() {
  if (++current_->doubts < kDoubts) return false;
  forget();
  refresh_.reset();
  back_off(seconds(0));
  return true;
}

std::vector<std::string> TokenSource::live_secrets() {
  const Lock lock(mutex_);
  std::vector<std::string> secrets;
  if (current_) secrets.push_back(current_->token.jwt);
  if (refresh_) secrets.push_back(refresh_->token);
  if (const auto secret = read_secret(secret_of(auth_))) secrets.push_back(*secret);
  return secrets;
}

}  // namespace cckm
