// SPDX-License-Identifier: Apache-2.0
// gzip compression of responses (RFC 1952).
#pragma once

#include <string>
#include <string_view>

namespace cckm {

// Returns true if an Accept-Encoding header accepts gzip (RFC 9110, section 12.5.3).
bool accepts_gzip(std::string_view accept_encoding);

// Compresses `text` into one gzip member. Throws std::bad_alloc.
std::string gzip(std::string_view text);

}  // namespace cckm
