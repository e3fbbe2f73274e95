// SPDX-License-Identifier: Apache-2.0
// Makes a valid label value of any text. The serializer escapes but does not check, and one byte of
// invalid UTF-8 makes Prometheus reject the whole page.
#pragma once

#include <string>
#include <string_view>

namespace cckm {

// Returns valid UTF-8 of at most 265 bytes. ASCII control characters become `_`, except the
// newline, which the serializer escapes. Every byte outside of a well-formed sequence becomes
// U+FFFD. A value of over 256 bytes is cut between code points. It then ends in `-` and eight
// hexadecimal digits, a hash of the whole text, so that two long values differ. Precondition:
// `text` is not clean yet, because cleaning twice can change a value.
std::string clean_label(std::string_view text);

}  // namespace cckm
