// SPDX-License-Identifier: Apache-2.0
// Irregularities in data that could be read all the same. They go to the log, not to the metrics.
#pragma once

#include <string>

#include "exporter/model/enum_names.h"

namespace cckm {

enum class AnomalyKind {
  // These concern a run.
  kUnknownStatus,
  kNoCompletion,
  kEndsBeforeItBegins,
  kBeginsInTheFuture,
  kUpdatedUnreadable,
  kCompletedUnreadable,
  kRegionsDropped,
  kRegionsMerged,
  // These concern a manager.
  kClockDiffers,
  kTokenLifeUnusable,
  kTokenRevoked,
  kRefreshTokenRefused,
  kNameTaken,
};

// Messages of the log.
inline constexpr EnumNames<AnomalyKind::kNameTaken> kAnomalyTexts{
    "overall_status has an unknown value",
    "job is completed but has no completed_at",
    "completed_at is before createdAt",
    "createdAt is in the future",
    "updatedAt is not a timestamp",
    "completed_at is not a timestamp",
    "entries of detailed_status are over the limit and have no series",
    "entries of detailed_status have the same labels and share a series",
    "the clocks of the manager and of this machine differ by more than 60 s",
    "duration of the token is missing or out of range",
    "a token was rejected before it expired, and replaced",
    "a refresh token was rejected, and the password used instead",
    "a configured job has the name of a discovered one, which is left out",
};

// Returns true if the exporter has recovered from the anomaly by itself.
constexpr bool is_settled(AnomalyKind kind) {
  return kind == AnomalyKind::kTokenRevoked || kind == AnomalyKind::kRefreshTokenRefused;
}

struct Anomaly {
  AnomalyKind kind;
  std::string text = {};  // kUnknownStatus: the status that CM sent; kNameTaken: the name

  bool operator==(const Anomaly&) const = default;
};

}  // namespace cckm
