// SPDX-License-Identifier: Apache-2.0
// Decides what a text of `detailed_status` says of its region: success, progress, or a failure and
// its class.
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "exporter/model/region_error.h"
#include "exporter/model/sync_job.h"

namespace cckm {

// The texts of the configuration. Precondition: none is empty.
struct RegionTexts {
  std::span<const std::string> success = {};  // further endings of a text that mean success
  // Texts that mean a failure, wherever they are. Of several in one text, the first counts.
  std::span<const FailureText> failure = {};
};

// Returns the state of a region. Letter case and surrounding white space make no difference. A text
// that is not known to mean success or progress is a failure, and so is progress if `run_ended`.
// Searches the first kSearchedForClass bytes (failure_class.h) for failures. Thread-safe.
RegionState region_state(std::string_view text, bool run_ended, const RegionTexts& texts);

}  // namespace cckm
