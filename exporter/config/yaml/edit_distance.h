// SPDX-License-Identifier: Apache-2.0
// Which known word a mistyped one was probably meant to be.
#pragma once

#include <optional>
#include <span>
#include <string_view>

namespace cckm {

// The candidate that takes the fewest changes of one character, if those are few enough for the
// word to be a slip: two at most, and under half of its length.
std::optional<std::string_view> closest(std::string_view word,
                                        std::span<const std::string_view> candidates);

}  // namespace cckm
