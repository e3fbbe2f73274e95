// SPDX-License-Identifier: Apache-2.0
// The life of one connection.
#include "exporter/web/session.h"

#include <cxxabi.h>

#include <array>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/core/demangle.hpp>
#include <iterator>
#include <optional>

namespace cckm {
namespace {

using boost::system::error_code;
using Parser = http::request_parser<http::empty_body>;

constexpr unsigned kHttp11 = 11;
constexpr std::size_t kFirstRead = 1024;
constexpr std::chrono::seconds kParting{1};
constexpr std::size_t kMostIgnored = 256 << 10;

bool has_body(const Parser& parser) {
  return parser.content_length().value_or(0) != 0 ||
         parser.get().count(http::field::transfer_encoding) > 0;
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
  const bool reloads = path_of(request) == kReloadPath;
  const bool reads = request.method() == http::verb::get || request.method() == http::verb::head;
  if (reloads ? request.method() != http::verb::post : !reads) {
    auto response = text_response(http::status::method_not_allowed,
                                  reloads ? "Only POST.\n" : "Only GET and HEAD.\n");
    response.set(http::field::allow, reloads ? "POST" : "GET, HEAD");
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

// The type of the exception that is being handled.
std::string exception_type() {
  return boost::core::demangle(abi::__cxa_current_exception_type()->name());
}

// One connection's requests, one after the other.
class Session {
 public:
  Session(beast::tcp_stream& stream, const SessionLimits& limits, const Handler& handler,
          SessionObserver& observer)
      : stream_(stream),
        limits_(limits),
        handler_(handler),
        observer_(observer),
        buffer_(limits.header_bytes + limits.request_line_bytes) {}

  asio::awaitable<void> run();

 private:
  using Phase = SessionObserver::Phase;

  asio::awaitable<bool> spoken_to(bool first);
  asio::awaitable<bool> serve_one();
  asio::awaitable<Response> answer(const Request& request);
  asio::awaitable<bool> write(Response& response, const Request& request);
  asio::awaitable<void> part();
  void note_timeout(const error_code& error) {
    if (error == beast::error::timeout) observer_.closed(Closed::kTimeout);
  }

  beast::tcp_stream& stream_;
  const SessionLimits& limits_;
  const Handler& handler_;
  SessionObserver& observer_;
  beast::flat_buffer buffer_;
};

asio::awaitable<void> Session::run() {
  bool first = true;
  bool open = true;
  while (open && !observer_.stopping()) {
    open = co_await spoken_to(first);
    if (open) open = co_await serve_one();
    if (open) observer_.enter(Phase::kWaiting);
    first = false;
  }
  co_await part();
}

// Waits for the next request's first bytes; false if none came in time.
asio::awaitable<bool> Session::spoken_to(bool first) {
  if (buffer_.size() > 0) co_return true;
  stream_.expires_after(first ? limits_.header_time : limits_.idle_time);
  error_code error;
  const auto size = co_await stream_.async_read_some(
      buffer_.prepare(kFirstRead), asio::redirect_error(asio::use_awaitable, error));
  buffer_.commit(size);
  if (first) note_timeout(error);  // an idle connection has done nothing wrong
  co_return !error;
}

// Answers the request that begins in the buffer; false if it was the connection's last.
asio::awaitable<bool> Session::serve_one() {
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
  stream_.expires_after(limits_.header_time);
  error_code error;
  co_await http::async_read_header(stream_, buffer_, parser,
                                   asio::redirect_error(asio::use_awaitable, error));
  stream_.expires_never();
  note_timeout(error);
  auto refusal = error ? objection(error, parser) : objection(parser, limits_);
  if (error && !refusal) co_return false;
  observer_.enter(Phase::kAnswering);
  const bool keep_alive = !refusal && parser.get().keep_alive();
  Response response;
  if (refusal) {
    response = std::move(*refusal);
    observer_.closed(Closed::kBadRequest);
  } else {
    response = co_await answer(parser.get());
  }
  response.version(error ? kHttp11 : parser.get().version());
  response.keep_alive(keep_alive && !observer_.stopping());
  const bool written = co_await write(response, parser.get());
  co_return written&& response.keep_alive();
}

asio::awaitable<Response> Session::answer(const Request& request) {
  try {
    co_return co_await handler_(request);
  } catch (...) {
    observer_.answer_failed(exception_type());
    co_return text_response(http::status::internal_server_error, "Internal error.\n");
  }
}

asio::awaitable<bool> Session::write(Response& response, const Request& request) {
  response.prepare_payload();
  if (request.method() == http::verb::head) response.body() = SharedText();
  observer_.enter(Phase::kWriting);
  stream_.expires_after(limits_.write_time);
  error_code error;
  co_await http::async_write(stream_, response, asio::redirect_error(asio::use_awaitable, error));
  note_timeout(error);
  co_return !error;
}

// Lets the peer read our last answer: closing while its bytes are unread would reset the connection
// and take the answer with it.
asio::awaitable<void> Session::part() {
  error_code error;
  stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
  stream_.expires_after(kParting);
  std::array<char, kFirstRead> ignored{};
  for (std::size_t total = 0; !error && total < kMostIgnored;) {
    total += co_await stream_.async_read_some(asio::buffer(ignored),
                                              asio::redirect_error(asio::use_awaitable, error));
  }
}

}  // namespace

Response text_response(http::status status, std::string_view text) {
  Response response(status, kHttp11);
  response.set(http::field::content_type, kPlainText);
  response.body() = std::string(text);
  return response;
}

asio::awaitable<void> serve(beast::tcp_stream& stream, const SessionLimits& limits,
                            const Handler& handler, SessionObserver& observer) {
  Session session(stream, limits, handler, observer);
  co_await session.run();
}

}  // namespace cckm
