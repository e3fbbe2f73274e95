// SPDX-License-Identifier: Apache-2.0
// Removes the prefix from the request, so that no page knows of it. All links of pages are
// relative.
#include "exporter/web/route_prefix.h"

#include <utility>

#include "exporter/model/ascii.h"

namespace cckm {
namespace {

// Returns a path with a slash at its start and none at its end; empty for slashes alone.
std::string normalized(std::string_view path) {
  while (path.starts_with('/')) path.remove_prefix(1);
  while (path.ends_with('/')) path.remove_suffix(1);
  return path.empty() ? std::string() : "/" + std::string(path);
}

Response redirect_to(const std::string& path) {
  Response response = text_response(http::status::found, "See " + path + "\n");
  response.set(http::field::location, path);
  return response;
}

// Returns the request with the part of its target from `path` on. `path` is a part of the target.
Request with_path(const Request& request, std::string_view path) {
  const std::string_view target = request.target();
  const auto query = target.find('?');
  Request below = request;
  below.target(std::string(path) +
               std::string(query == std::string_view::npos ? "" : target.substr(query)));
  return below;
}

}  // namespace

std::string problem_of_external_url(std::string_view url) {
  if (url.empty()) return {};
  const auto path = path_of_url(url);
  if (!path || url.find_first_of("?#") != std::string_view::npos) {
    return "is not a URL such as https://proxy.example.com/cckm";
  }
  return problem_of_route_prefix(*path);
}

std::string problem_of_route_prefix(std::string_view prefix) {
  constexpr std::string_view kFurther = "/-._~";
  for (const char c : prefix) {
    if (kAsciiLettersAndDigits.find(c) == std::string_view::npos &&
        kFurther.find(c) == std::string_view::npos) {
      return "the path can have letters, digits and / - . _ ~ only";
    }
  }
  return {};
}

std::string route_prefix_of(std::string_view external_url, std::string_view flag) {
  return normalized(flag.empty() ? path_of_url(external_url).value_or("") : flag);
}

Handler below_prefix(const std::string& prefix, Handler handler) {
  if (prefix.empty()) return handler;
  return [prefix, first_page = prefix + "/",
          handler = std::move(handler)](const Request& request) -> asio::awaitable<Response> {
    const auto path = path_of(request);
    if (path == "/" || path == prefix) co_return redirect_to(first_page);
    if (!path.starts_with(first_page)) {
      co_return text_response(http::status::not_found, "Not found.\n");
    }
    const Request below = with_path(request, path.substr(prefix.size()));
    co_return co_await handler(below);
  };
}

}  // namespace cckm
