// SPDX-License-Identifier: Apache-2.0
// HTTP types of Boost.Beast that web/ shares, and helpers for requests and responses.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "exporter/web/shared_body.h"

namespace cckm {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using Request = http::request<http::empty_body>;
using Response = http::response<SharedBody>;

// Returns the response to a GET or HEAD, or to a POST to kReloadPath. The session omits the body
// for HEAD. An exception becomes status 500. Called concurrently.
using Handler = std::function<asio::awaitable<Response>(const Request&)>;

// The only path that accepts POST, perhaps below a prefix. It accepts no other method.
inline constexpr std::string_view kReloadPath = "/-/reload";

// Returns true for a number of at most five digits, and at most 65535.
bool is_port(std::string_view text);

// Returns the path of a URL, without its query: `/` if it has none. Empty for a text that does not
// begin with http or https and a host. The result is a part of `url`, or `/`.
std::optional<std::string_view> path_of_url(std::string_view url);

// Returns the path of the request's target, without its query. A target in absolute form
// (`http://host/path`, RFC 9112, 3.2.2) is the path in it, or `/` if it has none. Its host does not
// matter, like that of the Host header. Returns any other target as it is, which is no known path.
// The result is valid as long as the request.
std::string_view path_of(const Request& request);

// Returns the query of the request's target, without the `?`; empty if there is none. The result is
// valid as long as the request.
std::string_view query_of(const Request& request);

inline constexpr std::string_view kPlainText = "text/plain; charset=utf-8";

// Returns a response in plain text. `text` must not contain anything of a request.
Response text_response(http::status status, std::string_view text);

}  // namespace cckm
