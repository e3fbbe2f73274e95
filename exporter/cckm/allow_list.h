// SPDX-License-Identifier: Apache-2.0
// The allow-list of requests to CM. The exporter only reads.
#pragma once

#include <string_view>

#include "exporter/http/exchange.h"
#include "exporter/model/endpoint.h"

namespace cckm {

inline constexpr std::string_view kTokenPath = "/api/v1/auth/tokens/";

// Returns true for a POST to the token endpoint, and for a GET of one synchronization job or of a
// list of list_target.h.
bool may_send(const HttpRequest& request);

}  // namespace cckm
