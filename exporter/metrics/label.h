// SPDX-License-Identifier: Apache-2.0
// Makes any text fit to be a label value. The serializer escapes but checks nothing, and a single
// byte of invalid UTF-8 makes Prometheus refuse the whole page.
#pragma once

#include <string>
#include <string_view>

namespace cckm {

// Valid UTF-8 of at most 265 bytes. Control characters but the newline, which the serializer
// escapes, become `_`; every byte that is no part of a well-formed sequence becomes U+FFFD. What is
// longer than 256 bytes is cut there, between code points, and ends in `-` and eight hexadecimal
// digits made from the whole text, so that two long values stay two. Not idempotent: clean once.
std::string clean_label(std::string_view text);

}  // namespace cckm
