// SPDX-License-Identifier: Apache-2.0
// Clocks that differ, tokens with a history, and runs in the future.
#include "exporter/cckm/anomalies.h"

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::system_clock;

const HttpResponse kAnswer{.status = 200, .date = "Thu, 05 Nov 2020 06:38:25 GMT"};
const std::chrono::sys_seconds kTheirs{1'604'558'305s};

SyncJob begun(std::int64_t seconds) {
  SyncJob job;
  job.created.seconds = seconds;
  return job;
}

}  // namespace

TEST_CASE("a clock of CM that differs by more than a minute is an anomaly") {
  using Anomalies = std::vector<Anomaly>;
  const Token token;
  CHECK(anomalies_of(kAnswer, token, kTheirs).empty());
  CHECK(anomalies_of(kAnswer, token, kTheirs + 60s).empty());
  CHECK(anomalies_of(kAnswer, token, kTheirs - 60s).empty());
  CHECK(anomalies_of(kAnswer, token, kTheirs + 61s) == Anomalies{{AnomalyKind::kClockDiffers}});
  CHECK(anomalies_of(kAnswer, token, kTheirs - 61s) == Anomalies{{AnomalyKind::kClockDiffers}});
  CHECK(anomalies_of({.date = "yesterday"}, token, kTheirs).empty());
  CHECK(anomalies_of({}, token, kTheirs).empty());
}

TEST_CASE("a token of unknown life is an anomaly") {
  const Token token{.life_known = false};
  CHECK(anomalies_of(kAnswer, token, kTheirs) ==
        std::vector<Anomaly>{{AnomalyKind::kTokenLifeUnusable}});
}

TEST_CASE("a token that replaces a revoked one, or a refused refresh token, is an anomaly") {
  using Anomalies = std::vector<Anomaly>;
  CHECK(anomalies_of(kAnswer, Token{.after_revocation = true}, kTheirs) ==
        Anomalies{{AnomalyKind::kTokenRevoked}});
  CHECK(anomalies_of(kAnswer, Token{.after_refresh_refusal = true}, kTheirs) ==
        Anomalies{{AnomalyKind::kRefreshTokenRefused}});
}

TEST_CASE(
    "a run is in the future by the clock of CM, or by this machine's if the response has no date") {
  const system_clock::time_point ours = kTheirs + 1h;
  CHECK(time_of(kAnswer, ours) == kTheirs);
  CHECK(time_of({}, ours + 999ms) == kTheirs + 1h);
  CHECK_FALSE(begins_in_the_future(begun(1'604'558'305 + 60), kTheirs));
  CHECK(begins_in_the_future(begun(1'604'558'305 + 61), kTheirs));
  CHECK(begins_in_the_future(begun(253'402'300'799), kTheirs));
}

}  // namespace cckm::test
