// SPDX-License-Identifier: Apache-2.0
// Finds the class of a failed region in its text.
#pragma once

#include <cstddef>
#include <string_view>

#include "exporter/model/region_error.h"

namespace cckm {

// The bytes of a text that are searched.
inline constexpr std::size_t kSearchedForClass = 4096;

// Returns the class whose words are in the first kSearchedForClass bytes of `text`; kOther if it
// has none. Never returns kUnfinished or kMissing. Thread-safe.
RegionError failure_class(std::string_view text);

}  // namespace cckm
