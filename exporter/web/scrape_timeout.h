// SPDX-License-Identifier: Apache-2.0
// The timeout of a scrape, from the header in which Prometheus announces its own.
#pragma once

#include <chrono>
#include <string_view>

#include "exporter/model/deadline.h"

namespace cckm {

// Returns the seconds of the header less `offset`, which is the time to transmit the response, and
// at most timeouts.longest. A header that is not above `offset` leaves half of its time. Returns
// timeouts.without_header if the header is empty, malformed or not positive. Never returns 0.
std::chrono::nanoseconds scrape_timeout(std::string_view header, const ScrapeTimeouts& timeouts,
                                        std::chrono::milliseconds offset);

}  // namespace cckm
