// SPDX-License-Identifier: Apache-2.0
// The life of one connection.
#include "exporter/web/session.h"

#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <iterator>
#include <optional>

namespace cckm {
namespace {

using boost::system::error_code;
using Parser = http::request_parser<http::empty_body>;

constexpr std::size_t kFirstRead = 1024;
constexpr std::chrono::seconds kParting{1};
constexpr std::size_t kMostIgnored = 256 << 10;

// Counts a request for as long as it is being answered, whichever way that ends.
class RequestCount {
 public:
  explicit RequestCount(SessionObserver& observer) : observer_(observer) {
    observer_.request_begun();
  }
  ~RequestCount() { observer_.request_ended(); }
  RequestCount(const RequestCount&) = delete;
  RequestCount& operator=(const RequestCount&) = delete;

 private:
  SessionObserver& observer_;
};

bool has_body(const Parser& parser) {
  return parser.chunked() || parser.content_length().value_or(0) != 0;
}

// What is wrong with a request whose headers were read; empty if nothing is.
std::optional<Response> objection(const Parser& parser, const SessionLimits& limits) {
  const Request& request = parser.get();
  if (request.target().size() > limits.request_line_bytes) {
    return text_response(http::status::uri_too_long, "Request line too long.\n");
  }
  if (std::distance(request.begin(), request.end()) >
      static_cast<std::ptrdiff_t>(limits.header_fields)) {
    return text_response(http::status::request_header_fields_too_large, "Too many headers.\n");
  }
  if (request.method() != http::verb::get && request.method() != http::verb::head) {
    auto response = text_response(http::status::method_not_allowed, "Only GET and HEAD.\n");
    response.set(http::field::allow, "GET, HEAD");
    return response;
  }
  if (has_body(parser)) {
    return text_response(http::status::bad_request, "A request here has no body.\n");
  }
  return std::nullopt;
}

// The answer to a request whose headers could not be read; empty if the peer just went away.
std::optional<Response> objection(const error_code& error, const Parser& parser) {
  if (error == http::error::header_limit) {
    return parser.get().target().empty()
               ? text_response(http::status::uri_too_long, "Request line too long.\n")
               : text_response(http::status::request_header_fields_too_large,
                               "Headers too large.\n");
  }
  const bool peer_spoke = error.category() == make_error_code(http::error::bad_method).category();
  if (!peer_spoke || error == http::error::end_of_stream) return std::nullopt;
  return text_response(http::status::bad_request, "Not an HTTP request.\n");
}

asio::awaitable<Response> answer(const Handler& handler, const Request& request) {
  try {
    co_return co_await handler(request);
  } catch (const std::exception&) {
    co_return text_response(http::status::internal_server_error, "Internal error.\n");
  }
}

asio::awaitable<bool> write(beast::tcp_stream& stream, Response& response, const Request& request,
                            const SessionLimits& limits) {
  response.prepare_payload();
  if (request.method() == http::verb::head) response.body().clear();
  stream.expires_after(limits.write_time);
  error_code error;
  co_await http::async_write(stream, response, asio::redirect_error(asio::use_awaitable, error));
  co_return !error;
}

// Waits for the next request's first bytes; false if none came in time.
asio::awaitable<bool> spoken_to(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                std::chrono::seconds patience) {
  if (buffer.size() > 0) co_return true;
  stream.expires_after(patience);
  error_code error;
  const auto size = co_await stream.async_read_some(
      buffer.prepare(kFirstRead), asio::redirect_error(asio::use_awaitable, error));
  buffer.commit(size);
  co_return !error;
}

// Lets the peer read our last answer: closing while its bytes are unread would reset the connection
// and take the answer with it.
asio::awaitable<void> part(beast::tcp_stream& stream) {
  error_code error;
  stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
  stream.expires_after(kParting);
  std::array<char, kFirstRead> ignored{};
  for (std::size_t total = 0; !error && total < kMostIgnored;) {
    total += co_await stream.async_read_some(asio::buffer(ignored),
                                             asio::redirect_error(asio::use_awaitable, error));
  }
}

// Answers the request that begins in `buffer`; false if it was the connection's last.
asio::awaitable<bool> serve_one(beast::tcp_stream& stream, beast::flat_buffer& buffer,
                                const SessionLimits& limits, const Handler& handler,
                                SessionObserver& observer) {
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(limits.header_bytes));
  stream.expires_after(limits.header_time);
  error_code error;
  co_await http::async_read_header(stream, buffer, parser,
                                   asio::redirect_error(asio::use_awaitable, error));
  stream.expires_never();
  auto refusal = error ? objection(error, parser) : objection(parser, limits);
  if (error && !refusal) co_return false;
  const RequestCount count(observer);
  const bool keep_alive = !refusal && parser.get().keep_alive();
  Response response;
  if (refusal) {
    response = std::move(*refusal);
  } else {
    response = co_await answer(handler, parser.get());
  }
  response.keep_alive(keep_alive && !observer.stopping());
  const bool written = co_await write(stream, response, parser.get(), limits);
  co_return written&& response.keep_alive();
}

}  // namespace

Response text_response(http::status status, std::string_view text) {
  Response response(status, 11);
  response.set(http::field::content_type, kPlainText);
  response.body() = text;
  return response;
}

asio::awaitable<void> serve(asio::ip::tcp::socket socket, const SessionLimits& limits,
                            const Handler& handler, SessionObserver& observer) {
  beast::tcp_stream stream(std::move(socket));
  beast::flat_buffer buffer(limits.header_bytes + limits.request_line_bytes);
  std::chrono::seconds patience = limits.header_time;
  bool open = true;
  while (open && !observer.stopping()) {
    open = co_await spoken_to(stream, buffer, patience);
    if (open) open = co_await serve_one(stream, buffer, limits, handler, observer);
    patience = limits.idle_time;
  }
  co_await part(stream);
}

}  // namespace cckm
