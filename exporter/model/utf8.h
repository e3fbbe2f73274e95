// SPDX-License-Identifier: Apache-2.0
// Checks of UTF-8, shared by labels, configurations and log lines.
#pragma once

#include <cstddef>
#include <string_view>

namespace cckm {

// Returns the bytes of the well-formed sequence at the start of `text`, 1 to 4; 0 if there is none.
// Overlong forms, surrogates and code points above U+10FFFF are not well-formed.
std::size_t utf8_sequence_length(std::string_view text);

// Returns the length in bytes of the longest prefix of `text` that is valid UTF-8.
std::size_t valid_utf8_length(std::string_view text);

// Returns true if `text` has a control character: U+0000 to U+001F or U+007F to U+009F.
// Precondition: `text` is valid UTF-8.
bool has_control_characters(std::string_view text);

}  // namespace cckm
