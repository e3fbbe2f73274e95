// SPDX-License-Identifier: Apache-2.0
// How long a scrape may take: Prometheus says in a header how long it waits.
#pragma once

#include <chrono>
#include <string_view>

namespace cckm {

// The smaller of `configured` and the header's seconds less `offset`, which is left for the way
// back. A header that is missing, malformed or leaves nothing counts for nothing.
std::chrono::nanoseconds scrape_timeout(std::string_view header,
                                        std::chrono::milliseconds configured,
                                        std::chrono::milliseconds offset);

}  // namespace cckm
