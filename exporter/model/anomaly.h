// SPDX-License-Identifier: Apache-2.0
// What is odd about something that could be read all the same: for the operator, not for the
// metrics. A closed list, like the reasons of what could not be read.
#pragma once

#include <array>
#include <string>
#include <string_view>

namespace cckm {

enum class AnomalyKind {
  // About a run.
  kUnknownStatus,  // the text is what CM said
  kNoCompletion,   // completed, but it does not say when
  kEndsBeforeItBegins,
  kBeginsInTheFuture,
  kUpdatedUnreadable,
  kCompletedUnreadable,
  kRegionsDropped,
  kRegionsMerged,
  // About a manager.
  kClockDiffers,
  kTokenLifeUnusable,
  kTokenRevoked,
  kRefreshTokenRefused,
};

// What the log says of each, indexed by the enumerators.
inline constexpr std::array kAnomalyTexts = {
    std::string_view("overall_status is not a known one"),
    std::string_view("job is completed but has no completed_at"),
    std::string_view("completed_at is before createdAt"),
    std::string_view("createdAt is in the future"),
    std::string_view("updatedAt is not a timestamp"),
    std::string_view("completed_at is not a timestamp"),
    std::string_view("entries of detailed_status are over the limit and have no series"),
    std::string_view("entries of detailed_status have the same labels and share a series"),
    std::string_view("clock of CM and clock of this machine differ by more than 60 s"),
    std::string_view("duration of the token is missing or out of range"),
    std::string_view("a token was refused before its end, and replaced"),
    std::string_view("a refresh token was refused, and the password used instead"),
};
static_assert(kAnomalyTexts.size() ==
              static_cast<std::size_t>(AnomalyKind::kRefreshTokenRefused) + 1);

// True for what the exporter has put right by itself.
constexpr bool is_settled(AnomalyKind kind) {
  return kind == AnomalyKind::kTokenRevoked || kind == AnomalyKind::kRefreshTokenRefused;
}

struct Anomaly {
  AnomalyKind kind;
  std::string text = {};  // of kUnknownStatus only

  bool operator==(const Anomaly&) const = default;
};

}  // namespace cckm
