// SPDX-License-Identifier: Apache-2.0
// A path in front of the paths of all pages, for a reverse proxy that shows the exporter below it.
#pragma once

#include <string>
#include <string_view>

#include "exporter/web/http.h"

namespace cckm {

// Return what is wrong with the value of --web.external-url or --web.route-prefix; empty: nothing.
// A URL has the scheme http or https and a host, and no query. Both accept an empty text.
std::string problem_of_external_url(std::string_view url);
std::string problem_of_route_prefix(std::string_view prefix);

// Returns the prefix: `flag`, or the path of `external_url` if the flag is empty. It begins with a
// slash and does not end with one; no prefix is an empty text. Precondition: both have no problem.
std::string route_prefix_of(std::string_view external_url, std::string_view flag);

// Returns a handler for the pages of `handler` below `prefix`. `/` and the prefix alone lead to the
// first page. Other paths have no page.
Handler below_prefix(const std::string& prefix, Handler handler);

}  // namespace cckm
