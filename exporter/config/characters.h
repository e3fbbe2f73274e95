// SPDX-License-Identifier: Apache-2.0
// What bytes are text: the two questions that YAML libraries leave open.
#pragma once

#include <cstddef>
#include <string_view>

namespace cckm {

// How many bytes of `text` are valid UTF-8, counted from its start: all of them if it is.
std::size_t valid_utf8_length(std::string_view text);

// True if `text`, which must be valid UTF-8, holds a control character: U+0000 to U+001F or U+007F
// to U+009F.
bool has_control_characters(std::string_view text);

}  // namespace cckm
