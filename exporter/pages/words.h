// SPDX-License-Identifier: Apache-2.0
// Reasons and classes of failures in plain words.
#pragma once

#include <string_view>

#include "exporter/model/reason.h"
#include "exporter/model/region_error.h"

namespace cckm {

// Returns a sentence that says why the exporter could not read something.
std::string_view words_of(Reason reason);

// Returns why a region failed, as a part of a sentence.
std::string_view words_of(RegionError error);

}  // namespace cckm
