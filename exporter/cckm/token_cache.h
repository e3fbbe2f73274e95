// SPDX-License-Identifier: Apache-2.0
// Keeps one token for all workers: renews it in time, with one request for all that wait.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>

#include "exporter/cckm/token_source.h"
#include "exporter/model/telemetry.h"
#include "exporter/system/boot_clock.h"

namespace cckm {

// Thread-safe.
class TokenCache {
 public:
  struct Obtained {
    Secret jwt;
    std::chrono::seconds life;  // from now on
    bool life_known = true;
    bool after_refresh_refusal = false;
  };
  // Obtains a token by the deadline. The cache calls it without its mutex, once at a time.
  using Obtain = std::function<Result<Obtained>(Deadline)>;

  // The cache calls `now` under its mutex, so `now` must not call the cache.
  TokenCache(std::shared_ptr<Telemetry> telemetry, Now now);

  // Returns a token that has not expired. Fails with kTimeout if another caller's renewal did not
  // end by `deadline`, and with the failure of `obtain`.
  Result<Token> get(const Obtain& obtain, Deadline deadline);

  // Records a response other than 401 to a request with `token`.
  void accepted(const Token& token);

  // Records a 401 to a request with `token`. Drops the token if it was accepted before. Drops it
  // and returns true if this is the kMostRefusals-th 401 to a token that never was accepted.
  bool refused(const Token& token);

  // The same for a request that was repeated with `token`. Keeps a token that was accepted before:
  // the 401 concerns that request only.
  bool refused_although_new(const Token& token);

  // Returns the token that is kept, if any, whether it has expired or not.
  std::optional<Secret> jwt();

  // Reports to the telemetry that there is no token, if so.
  void report_absence();

  static constexpr int kMostRefusals = 3;

 private:
  using Time = BootClock::time_point;
  using Lock = std::unique_lock<std::mutex>;
  class Renewal;

  struct Current {
    Token token;
    Time expires;
    Time renew_at;
    bool accepted = false;
    int refusals = 0;  // before it was accepted
  };

  bool fresh() const;
  bool expired() const;
  bool is_current(const Token& token) const;
  Result<Token> renew(Lock& lock, const Obtain& obtain, Deadline deadline);
  Result<Token> finish_renewal(const Result<Obtained>& obtained);
  void store(const Obtained& obtained);
  bool count_refusal();
  void forget();

  const std::shared_ptr<Telemetry> telemetry_;
  const Now now_;

  std::mutex mutex_;  // guards all below
  std::condition_variable renewed_;
  bool renewing_ = false;
  std::uint64_t renewals_ = 0;           // that ended, with a token or without
  std::optional<Failure> last_failure_;  // of the last renewal
  std::uint64_t generation_ = 0;
  std::optional<Current> current_;
  bool revoked_ = false;  // since the last token was obtained
};

}  // namespace cckm
