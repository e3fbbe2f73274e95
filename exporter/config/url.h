// SPDX-License-Identifier: Apache-2.0
// Parses the URL of a manager.
#pragma once

#include <string>
#include <string_view>

#include "exporter/http/origin.h"
#include "exporter/model/result.h"

namespace cckm {

// Parses `https://host` or `http://host:port`. An IPv6 address must be in brackets. The only paths
// allowed are `/`, `/api/v1` and `/api/v1/`. The failure's detail repeats no part of `text`, which
// can hold a password.
Result<Origin, PlainFailure> parse_url(std::string_view text);

// Returns the URL that parse_url() reads, with the port only if it is not that of the scheme.
std::string to_url(const Origin& origin);

// Returns true for a DNS name, an IPv4 address and an IPv6 address without brackets. A DNS name can
// end with a dot, which makes it absolute.
bool is_host(std::string_view text);

}  // namespace cckm
