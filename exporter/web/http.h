// SPDX-License-Identifier: Apache-2.0
// The words of HTTP that this folder shares: Beast's messages, and the few responses that every
// page may give.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <functional>
#include <string>
#include <string_view>

#include "exporter/web/shared_body.h"

namespace cckm {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using Request = http::request<http::empty_body>;
using Response = http::response<SharedBody>;

// Answers a GET or HEAD, or a POST to kReloadPath; the session leaves the body out for HEAD. What
// it throws becomes a 500. Called from several threads at once.
using Handler = std::function<asio::awaitable<Response>(const Request&)>;

// The one path that takes POST, and takes nothing else.
inline constexpr std::string_view kReloadPath = "/-/reload";

// The target without its query.
inline std::string_view path_of(const Request& request) {
  const std::string_view target = request.target();
  return target.substr(0, target.find('?'));
}

inline constexpr std::string_view kPlainText = "text/plain; charset=utf-8";

// `text` is our own: nothing of a request is ever reflected.
Response text_response(http::status status, std::string_view text);

}  // namespace cckm
