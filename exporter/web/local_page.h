// SPDX-License-Identifier: Apache-2.0
// Pages that the exporter makes of what it knows, without a request to a manager.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/web/http.h"

namespace cckm {

struct LocalPage {
  http::status status = http::status::ok;
  std::string_view content_type;
  std::string text;
  bool constant = false;  // its address has its version, so that browsers can keep it
};

// Returns the page of a path and a query; empty if there is no such page. Called concurrently.
using FindPage =
    std::function<std::optional<LocalPage>(std::string_view path, std::string_view query)>;

// Returns the response with the page, compressed if the request accepts gzip. Its headers permit
// the browser a stylesheet of the exporter and nothing else: no script, no frame, no form.
Response page_response(const Request& request, LocalPage page);

}  // namespace cckm
