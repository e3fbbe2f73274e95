// SPDX-License-Identifier: Apache-2.0
// The classes of a region's failure, and a text of the configuration that belongs to one.
#pragma once

#include <string>

#include "exporter/model/enum_names.h"

namespace cckm {

enum class RegionError {
  kAccessDenied,
  kCredentials,
  kThrottled,
  kDisabled,
  kNotFound,
  kQuota,
  kConflict,
  kNetwork,
  kTimeout,
  kLicense,
  // These three do not follow from the words of a text, so the configuration cannot name them.
  kUnfinished,  // in progress when the run ended
  kMissing,     // requested and not mentioned in a failed run
  kOther,       // no known words
};

// Label values of `reason`.
inline constexpr EnumNames<RegionError::kOther> kRegionErrorNames{
    "access_denied", "credentials", "throttled", "disabled",   "not_found", "quota", "conflict",
    "network",       "timeout",     "license",   "unfinished", "missing",   "other"};

// Returns true if the words of a text decide about the class.
constexpr bool is_from_words(RegionError error) {
  return error < RegionError::kUnfinished;
}

// A text that means a failure of this class, wherever it is in an entry of `detailed_status`.
struct FailureText {
  RegionError error;
  std::string text;

  bool operator==(const FailureText&) const = default;
};

}  // namespace cckm
