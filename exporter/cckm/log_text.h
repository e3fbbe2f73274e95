// SPDX-License-Identifier: Apache-2.0
// Prepares a text of CM for the log. The log shows three kinds of them: an unknown overall_status,
// the text of a failed region, and the code of an error in response to a login.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "exporter/cckm/redaction.h"

namespace cckm {

// Bytes of a text in which secrets are searched. Nothing behind them is ever shown.
inline constexpr std::size_t kSearchedForSecrets = 1024;

// Returns the first `most` printable ASCII characters of `text`, or kRedacted if any part of a
// secret is in it. Thread-safe.
std::string log_text(std::string_view text, const SecretFinder& secrets, std::size_t most);

}  // namespace cckm
