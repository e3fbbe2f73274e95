// SPDX-License-Identifier: Apache-2.0
// gzip, for scrapers that ask for it.
#pragma once

#include <string>
#include <string_view>

namespace cckm {

// Whether an Accept-Encoding header allows gzip (RFC 9110, section 12.5.3).
bool accepts_gzip(std::string_view accept_encoding);

// `text` as one gzip member. Throws std::bad_alloc.
std::string gzip(std::string_view text);

}  // namespace cckm
