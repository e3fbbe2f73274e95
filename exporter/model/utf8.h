// SPDX-License-Identifier: Apache-2.0
// What bytes are text: where labels, configurations and log lines agree on UTF-8.
#pragma once

#include <cstddef>
#include <string_view>

namespace cckm {

// Bytes of the well-formed sequence that `text` begins with, 1 to 4; 0 if there is none. Overlong
// forms, surrogates and what lies past U+10FFFF are not well-formed.
std::size_t utf8_sequence_length(std::string_view text);

// How many bytes of `text` are valid UTF-8, counted from its start: all of them if it is.
std::size_t valid_utf8_length(std::string_view text);

// True if `text`, which must be valid UTF-8, holds a control character: U+0000 to U+001F or U+007F
// to U+009F.
bool has_control_characters(std::string_view text);

}  // namespace cckm
