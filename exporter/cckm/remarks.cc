// SPDX-License-Identifier: Apache-2.0
// Times held against each other.
#include "exporter/cckm/remarks.h"

#include "exporter/http/status.h"

namespace cckm {
namespace {

using std::chrono::system_clock;

// Clocks that differ by less are nothing to talk of.
constexpr std::chrono::seconds kTolerance{60};

}  // namespace

std::vector<Remark> remarks_on(const HttpResponse& response, const Token& token,
                               system_clock::time_point now) {
  std::vector<Remark> remarks;
  const auto theirs = server_time(response);
  if (theirs && std::chrono::abs(now - *theirs) > kTolerance) {
    remarks.push_back({RemarkKind::kClockDiffers});
  }
  if (!token.told_life) remarks.push_back({RemarkKind::kTokenLifeUnusable});
  if (token.after_revocation) remarks.push_back({RemarkKind::kTokenRevoked});
  if (token.after_refresh_refusal) remarks.push_back({RemarkKind::kRefreshTokenRefused});
  return remarks;
}

bool begins_in_the_future(const SyncJob& job, const HttpResponse& response,
                          system_clock::time_point now) {
  const auto current =
      server_time(response).value_or(std::chrono::floor<std::chrono::seconds>(now));
  return job.created.seconds > (current + kTolerance).time_since_epoch().count();
}

}  // namespace cckm
