// SPDX-License-Identifier: Apache-2.0
// The paths of the exporter. Only the telemetry path sends requests to managers.
#include "exporter/web/routes.h"

#include <map>
#include <string_view>
#include <utility>

namespace cckm {
namespace {

// Returns the link from the landing page to `path`. It is relative, because a reverse proxy can add
// a prefix to all paths. Precondition: `path` begins with a slash.
std::string relative_link(std::string_view path) {
  path.remove_prefix(1);
  const std::string_view first = path.substr(0, path.find('/'));
  // A link that begins with a slash, or with a text and a colon, would not be relative.
  const bool ambiguous = first.empty() || first.find(':') != std::string_view::npos;
  return (ambiguous ? "./" : "") + std::string(path);
}

std::string list_item(std::string_view path, std::string_view title) {
  return "<li><a href=\"" + relative_link(path) + "\">" + std::string(title) + "</a></li>\n";
}

std::string landing_page(const std::string& telemetry_path, const std::string& version) {
  return "<!doctype html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\">"
         "<title>CCKM exporter</title></head>\n<body>\n<h1>CCKM exporter</h1>\n"
         "<p>Synchronization jobs of CipherTrust Manager's Cloud Key Manager, for Prometheus. "
         "Version " +
         version + ".</p>\n<ul>\n" + list_item(telemetry_path, "Metrics") +
         list_item("/-/healthy", "Health") + list_item("/-/ready", "Readiness") +
         "</ul>\n</body>\n</html>\n";
}

Response html_response(const std::string& html) {
  Response response(http::status::ok, 11);
  response.set(http::field::content_type, "text/html; charset=utf-8");
  response.body() = html;
  return response;
}

}  // namespace

Handler routes(ScrapePage& page, const std::string& telemetry_path, const std::string& version,
               Reload reload) {
  using MakePage = std::function<Response()>;
  const std::map<std::string, MakePage, std::less<>> pages = {
      {"/", [html = landing_page(telemetry_path, version)] { return html_response(html); }},
      {"/-/healthy", [] { return text_response(http::status::ok, "Healthy.\n"); }},
      {"/-/ready", [] { return text_response(http::status::ok, "Ready.\n"); }},
  };
  return [&page, telemetry_path, pages,
          reload = std::move(reload)](const Request& request) -> asio::awaitable<Response> {
    const auto path = path_of(request);
    if (path == kReloadPath) co_return co_await reload_response(reload);
    if (path == telemetry_path) co_return co_await page.respond(request);
    const auto found = pages.find(path);
    if (found == pages.end()) co_return text_response(http::status::not_found, "Not found.\n");
    co_return found->second();
  };
}

}  // namespace cckm
