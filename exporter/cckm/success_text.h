// SPDX-License-Identifier: Apache-2.0
// Decides if a text of `detailed_status` says that its region succeeded.
#pragma once

#include <span>
#include <string>
#include <string_view>

namespace cckm {

// Returns true if `text` is one that CM documents for a success, or ends in one of `endings` and
// nothing before the ending denies it. Letter case makes no difference. Thread-safe. Preconditions:
// `text` has no white space at its ends, and no ending is empty.
bool is_success_text(std::string_view text, std::span<const std::string> endings);

}  // namespace cckm
