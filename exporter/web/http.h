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

#include "exporter/web/shared_text.h"

namespace cckm {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;

using Request = http::request<http::empty_body>;
using Response = http::response<SharedTextBody>;

// Answers a GET or HEAD; the body is there for both, the session leaves it out for HEAD. What it
// throws becomes a 500. Called from several threads at once.
using Handler = std::function<asio::awaitable<Response>(const Request&)>;

inline constexpr std::string_view kPlainText = "text/plain; charset=utf-8";

// `text` must be a constant: nothing of a request is ever reflected.
Response text_response(http::status status, std::string_view text);

}  // namespace cckm
