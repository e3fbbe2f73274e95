// SPDX-License-Identifier: Apache-2.0
// The timeout of a scrape, from the header in which Prometheus announces its own.
#pragma once

#include <chrono>
#include <string_view>

namespace cckm {

// Returns the smaller of `configured` and the seconds of the header less `offset`, which is the
// time to transmit the response. Ignores a header that is empty, malformed or not above `offset`.
std::chrono::nanoseconds scrape_timeout(std::string_view header,
                                        std::chrono::milliseconds configured,
                                        std::chrono::milliseconds offset);

}  // namespace cckm
