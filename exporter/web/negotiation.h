// SPDX-License-Identifier: Apache-2.0
// Chooses the format of a page from the request header Accept (RFC 9110, section 12.5.1).
#pragma once

#include <string_view>

#include "exporter/metrics/page_format.h"

namespace cckm {

// Returns OpenMetrics if the header names it with a quality above 0 that is not below that of the
// text format. Its version must be 0.0.1, 1.0.0 or absent. Wildcards never name it, so a browser
// gets text. A range that is malformed or has another version is ignored. Otherwise returns text,
// also if the header does not accept text.
PageFormat page_format(std::string_view accept);

}  // namespace cckm
