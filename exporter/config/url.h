// SPDX-License-Identifier: Apache-2.0
// The address of a manager, as the operator writes it.
#pragma once

#include <string_view>

#include "exporter/http/origin.h"
#include "exporter/model/result.h"

namespace cckm {

// Reads `https://host`, `http://host:port`, with `[...]` around an IPv6 address and nothing after
// it but `/`, `/api/v1` or `/api/v1/`. The failure's detail holds nothing of `text`, which can
// hold a password.
Result<Origin, PlainFailure> parse_url(std::string_view text);

// True for a DNS name, an IPv4 address and an IPv6 address without brackets.
bool is_host(std::string_view text);

}  // namespace cckm
