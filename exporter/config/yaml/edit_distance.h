// SPDX-License-Identifier: Apache-2.0
// Finds the known word that a mistyped word was probably meant to be.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace cckm {

// Returns the candidate with the smallest edit distance to `word`; of several, the first. Returns
// empty if the distance is over 2, or at least half of the word's length (rounded up).
std::optional<std::string_view> closest(std::string_view word,
                                        std::span<const std::string_view> candidates);

}  // namespace cckm
