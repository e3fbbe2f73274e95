// SPDX-License-Identifier: Apache-2.0
// The paths of the exporter. Only the telemetry path sends requests to managers.
#include "exporter/web/routes.h"

#include <string_view>
#include <utility>

namespace cckm {

Handler routes(ScrapePage& page, const std::string& telemetry_path, FindPage find_page,
               Reload reload) {
  return [&page, telemetry_path, find_page = std::move(find_page),
          reload = std::move(reload)](const Request& request) -> asio::awaitable<Response> {
    const auto path = path_of(request);
    if (path == kReloadPath) co_return co_await reload_response(reload);
    if (path == telemetry_path) co_return co_await page.respond(request);
    if (path == "/-/healthy") co_return text_response(http::status::ok, "Healthy.\n");
    if (path == "/-/ready") co_return text_response(http::status::ok, "Ready.\n");
    auto found = find_page(path, query_of(request));
    if (!found) co_return text_response(http::status::not_found, "Not found.\n");
    co_return page_response(request, *std::move(found));
  };
}

}  // namespace cckm
