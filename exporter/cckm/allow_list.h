// SPDX-License-Identifier: Apache-2.0
// All that this program may ever ask of CM. It only reads.
#pragma once

#include <string_view>

#include "exporter/http/exchange.h"
#include "exporter/model/endpoint.h"

namespace cckm {

inline constexpr std::string_view kTokenPath = "/api/v1/auth/tokens/";

// True for a POST to the token endpoint and for a GET of one synchronization job.
bool may_send(const HttpRequest& request);

}  // namespace cckm
