// SPDX-License-Identifier: Apache-2.0
// Texts of times in CM's JSON.
#pragma once

#include <optional>
#include <string_view>

#include "exporter/model/timestamp.h"

namespace cckm {

// Parses a timestamp like parse_timestamp(). Also returns empty for Go's zero time, which CM sends
// for a time that is not set.
inline std::optional<Timestamp> parse_cm_time(std::string_view text) {
  constexpr Timestamp kZeroTime{-62'135'596'800, 0};
  const auto timestamp = parse_timestamp(text);
  return timestamp == kZeroTime ? std::nullopt : timestamp;
}

}  // namespace cckm
