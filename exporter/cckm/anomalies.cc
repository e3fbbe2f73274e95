// SPDX-License-Identifier: Apache-2.0
// Compares the clock of CM with the clock of this machine, and collects the facts about a token.
#include "exporter/cckm/anomalies.h"

#include "exporter/http/status.h"

namespace cckm {
namespace {

using std::chrono::system_clock;

// Two clocks that differ by less count as equal.
constexpr std::chrono::seconds kTolerance{60};

}  // namespace

std::vector<Anomaly> anomalies_of(const HttpResponse& response, const Token& token,
                                  system_clock::time_point now) {
  std::vector<Anomaly> anomalies;
  const auto theirs = server_time(response);
  if (theirs && std::chrono::abs(now - *theirs) > kTolerance) {
    anomalies.push_back({AnomalyKind::kClockDiffers});
  }
  if (!token.life_known) anomalies.push_back({AnomalyKind::kTokenLifeUnusable});
  if (token.after_revocation) anomalies.push_back({AnomalyKind::kTokenRevoked});
  if (token.after_refresh_refusal) anomalies.push_back({AnomalyKind::kRefreshTokenRefused});
  return anomalies;
}

std::chrono::sys_seconds time_of(const HttpResponse& response, system_clock::time_point now) {
  return server_time(response).value_or(std::chrono::floor<std::chrono::seconds>(now));
}

bool begins_in_the_future(const SyncJob& job, std::chrono::sys_seconds now) {
  return job.created.seconds > (now + kTolerance).time_since_epoch().count();
}

}  // namespace cckm
