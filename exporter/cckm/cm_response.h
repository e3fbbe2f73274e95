// SPDX-License-Identifier: Apache-2.0
// Tells responses of CM from those of something in its place: a reverse proxy, a sorry page, a
// captive portal.
#pragma once

#include "exporter/http/exchange.h"

namespace cckm {

// Returns true if the status is neither 3xx nor 5xx and the body is a JSON object. CM's errors are
// objects of which every member is optional, so members do not matter. A JSON object over the
// limits of parse_json_object() counts as not from CM. Thread-safe.
bool is_from_cm(const HttpResponse& response);

}  // namespace cckm
