// SPDX-License-Identifier: Apache-2.0
// The life of one connection, as a coroutine on the strand of the connection.
//
//   kWaiting     await_request() waits for the first byte, `idle_time` at most after a response.
//                The header must then be complete within `header_time`. The first request must be
//                complete within `header_time` after the connect; the TLS handshake, if there is
//                one, is a part of it. An idle connection that times out has done nothing wrong and
//                is not reported as a timeout.
//   kAnswering   The handler makes the response. It has its own deadline, the session has none.
//                A request that violates a limit skips the handler: it gets a 4xx, which is the
//                last response of the connection.
//   kWriting     The response must be sent within `write_time`. Then kWaiting again, or the end.
//
// Each deadline is set once, before the step, and never renewed by the bytes that arrive. A client
// that sends or reads one byte at a time gains nothing.
//
// At its end the session closes its side, then reads and discards for a while: closing a socket
// that holds unread bytes resets the connection, and the reset can destroy the last response, or
// the alert that says why a handshake failed.
//
// An eviction closes the stream on this strand. The operation in progress then fails with an error
// that is not a timeout, and the session ends without reporting another reason.
#include "exporter/web/session.h"

#include <cxxabi.h>

#include <array>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/detect_ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <boost/beast/ssl/ssl_stream.hpp>
#include <boost/core/demangle.hpp>
#include <iterator>
#include <optional>
#include <sstream>
#include <utility>
#include <vector>

namespace cckm {
namespace {

using boost::system::error_code;
using Parser = http::request_parser<http::empty_body>;
using TlsStream = beast::ssl_stream<beast::tcp_stream&>;
using Time = std::chrono::steady_clock::time_point;

constexpr unsigned kHttp11 = 11;
constexpr std::size_t kFirstRead = 1024;
constexpr std::chrono::seconds kLingerTime{1};
constexpr std::size_t kMaxDiscarded = 256 << 10;

bool has_body(const Parser& parser) {
  return parser.content_length().value_or(0) != 0 ||
         parser.get().count(http::field::transfer_encoding) > 0;
}

// Returns the rejection of a request whose header was read. Empty if the request is valid.
std::optional<Response> rejection(const Parser& parser, const SessionLimits& limits) {
  const Request& request = parser.get();
  if (request.target().size() > limits.request_line_bytes) {
    return text_response(http::status::uri_too_long, "Request line too long.\n");
  }
  if (std::distance(request.begin(), request.end()) >
      static_cast<std::ptrdiff_t>(limits.header_fields)) {
    return text_response(http::status::request_header_fields_too_large, "Too many headers.\n");
  }
  const bool reloads = path_of(request).ends_with(kReloadPath);
  const bool reads = request.method() == http::verb::get || request.method() == http::verb::head;
  if (reloads ? request.method() != http::verb::post : !reads) {
    auto response = text_response(http::status::method_not_allowed,
                                  reloads ? "Only POST.\n" : "Only GET and HEAD.\n");
    response.set(http::field::allow, reloads ? "POST" : "GET, HEAD");
    return response;
  }
  if (has_body(parser)) {
    return text_response(http::status::bad_request, "A request must not have a body.\n");
  }
  return std::nullopt;
}

// Returns the rejection of a request whose header could not be read. Empty if the connection failed
// or the time was up.
std::optional<Response> rejection(const error_code& error, const Parser& parser) {
  if (error == http::error::header_limit) {
    return parser.get().target().empty()
               ? text_response(http::status::uri_too_long, "Request line too long.\n")
               : text_response(http::status::request_header_fields_too_large,
                               "Headers too large.\n");
  }
  const bool malformed = error.category() == make_error_code(http::error::bad_method).category();
  if (!malformed) return std::nullopt;
  return text_response(http::status::bad_request, "Not an HTTP request.\n");
}

// Returns the status line and the header of a response, as they are sent.
std::string head_of(const Response& response) {
  std::ostringstream head;
  head << response.base();
  return std::move(head).str();
}

// Returns the type of the exception that is being handled.
std::string exception_type() {
  return boost::core::demangle(abi::__cxa_current_exception_type()->name());
}

// Reports the end of a connection, if this side ended it.
void report(const error_code& error, SessionObserver& observer) {
  if (error == beast::error::timeout) observer.closed(Closed::kTimeout);
  if (error.category() == asio::error::get_ssl_category()) observer.closed(Closed::kTls);
}

// Closes this side of the connection, then discards input until the client closes its own.
asio::awaitable<void> linger(beast::tcp_stream& stream) {
  error_code error;
  stream.socket().shutdown(asio::ip::tcp::socket::shutdown_send, error);
  stream.expires_after(kLingerTime);
  std::array<char, kFirstRead> discarded{};
  for (std::size_t total = 0; !error && total < kMaxDiscarded;) {
    total += co_await stream.async_read_some(asio::buffer(discarded),
                                             asio::redirect_error(asio::use_awaitable, error));
  }
}

// Tells the client that no more follows. TCP needs nothing for it: see linger().
asio::awaitable<void> end_stream(beast::tcp_stream& /*stream*/) {
  co_return;
}

asio::awaitable<void> end_stream(TlsStream& stream) {
  beast::get_lowest_layer(stream).expires_after(kLingerTime);
  error_code ignored;
  co_await stream.async_shutdown(asio::redirect_error(asio::use_awaitable, ignored));
}

// Serves the requests of one connection, one after the other. `Stream` is a TCP or a TLS stream.
template <typename Stream>
class Session {
 public:
  // The first request must be complete at `first_deadline`. `received` are bytes of it.
  Session(Stream& stream, Time first_deadline, beast::flat_buffer received,
          const SessionLimits& limits, const Handler& handler, SessionObserver& observer)
      : stream_(stream),
        first_deadline_(first_deadline),
        limits_(limits),
        handler_(handler),
        observer_(observer),
        buffer_(std::move(received)) {}

  asio::awaitable<void> run();

 private:
  using Phase = SessionObserver::Phase;

  asio::awaitable<bool> await_request();
  asio::awaitable<bool> serve_one();
  asio::awaitable<Response> respond(const Request& request);
  asio::awaitable<bool> write(Response& response, const Request& request);
  beast::tcp_stream& tcp() { return beast::get_lowest_layer(stream_); }

  Stream& stream_;
  std::optional<Time> first_deadline_;  // until the first request is read
  const SessionLimits& limits_;
  const Handler& handler_;
  SessionObserver& observer_;
  beast::flat_buffer buffer_;
};

beast::flat_buffer empty_buffer(const SessionLimits& limits) {
  return beast::flat_buffer(limits.header_bytes + limits.request_line_bytes);
}

template <typename Stream>
asio::awaitable<void> Session<Stream>::run() {
  bool open = true;
  while (open && !observer_.stopping()) {
    open = co_await await_request();
    if (open) open = co_await serve_one();
    if (open) observer_.enter(Phase::kWaiting);
  }
  co_await end_stream(stream_);
  co_await linger(tcp());
}

// Waits for the first bytes of the next request. False if none came in time.
template <typename Stream>
asio::awaitable<bool> Session<Stream>::await_request() {
  if (buffer_.size() > 0) co_return true;
  tcp().expires_at(first_deadline_.value_or(std::chrono::steady_clock::now() + limits_.idle_time));
  error_code error;
  const auto size = co_await stream_.async_read_some(
      buffer_.prepare(kFirstRead), asio::redirect_error(asio::use_awaitable, error));
  buffer_.commit(size);
  if (first_deadline_) report(error, observer_);
  co_return !error;
}

// Serves the request that begins in the buffer. False if it was the last of the connection.
template <typename Stream>
asio::awaitable<bool> Session<Stream>::serve_one() {
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(limits_.header_bytes));
  tcp().expires_at(
      first_deadline_.value_or(std::chrono::steady_clock::now() + limits_.header_time));
  error_code error;
  co_await http::async_read_header(stream_, buffer_, parser,
                                   asio::redirect_error(asio::use_awaitable, error));
  tcp().expires_never();
  first_deadline_.reset();
  report(error, observer_);
  auto rejected = error ? rejection(error, parser) : rejection(parser, limits_);
  if (error && !rejected) co_return false;
  observer_.enter(Phase::kAnswering);
  const bool keep_alive = !rejected && parser.get().keep_alive();
  Response response;
  if (rejected) {
    response = std::move(*rejected);
    observer_.closed(Closed::kBadRequest);
  } else {
    response = co_await respond(parser.get());
  }
  response.version(error ? kHttp11 : parser.get().version());
  response.keep_alive(keep_alive && !observer_.stopping());
  const bool written = co_await write(response, parser.get());
  co_return written&& response.keep_alive();
}

template <typename Stream>
asio::awaitable<Response> Session<Stream>::respond(const Request& request) {
  try {
    co_return co_await handler_(request);
  } catch (...) {
    observer_.response_failed(exception_type());
    co_return text_response(http::status::internal_server_error, "Internal error.\n");
  }
}

template <typename Stream>
asio::awaitable<bool> Session<Stream>::write(Response& response, const Request& request) {
  response.prepare_payload();
  if (request.method() == http::verb::head) response.body() = SharedText();
  observer_.enter(Phase::kWriting);
  tcp().expires_after(limits_.write_time);
  error_code error;
  const std::string head = head_of(response);
  // Use a vector, because Asio removes its first buffer once the head is sent. In a std::array the
  // first buffer would stay and be empty, and Beast's TLS stream stops at an empty buffer.
  const std::vector<asio::const_buffer> parts{asio::buffer(head),
                                              asio::buffer(response.body().view())};
  co_await asio::async_write(stream_, parts, asio::redirect_error(asio::use_awaitable, error));
  report(error, observer_);
  co_return !error;
}

asio::awaitable<Response> ask_for_tls(const Request& /*request*/) {
  co_return text_response(http::status::bad_request, "This port speaks TLS: use https.\n");
}

// Returns true after the handshake. `received` are the bytes that the client has sent.
asio::awaitable<bool> shake_hands(TlsStream& stream, const beast::flat_buffer& received,
                                  SessionObserver& observer) {
  error_code error;
  co_await stream.async_handshake(asio::ssl::stream_base::server, received.data(),
                                  asio::redirect_error(asio::use_awaitable, error));
  report(error, observer);
  co_return !error;
}

}  // namespace

asio::awaitable<void> serve(beast::tcp_stream& stream, const SessionLimits& limits,
                            const Handler& handler, SessionObserver& observer) {
  const Time deadline = std::chrono::steady_clock::now() + limits.header_time;
  Session session(stream, deadline, empty_buffer(limits), limits, handler, observer);
  co_await session.run();
}

asio::awaitable<void> serve_tls(beast::tcp_stream& stream, const ServerTls& tls,
                                HandshakeQueue& handshakes, const SessionLimits& limits,
                                const Handler& handler, SessionObserver& observer) {
  static const Handler refuse = ask_for_tls;
  const Time deadline = std::chrono::steady_clock::now() + limits.header_time;
  beast::flat_buffer received = empty_buffer(limits);
  error_code error;
  stream.expires_at(deadline);
  const bool is_tls = co_await beast::async_detect_ssl(
      stream, received, asio::redirect_error(asio::use_awaitable, error));
  report(error, observer);
  if (error) co_return;
  if (!is_tls) {
    Session session(stream, deadline, std::move(received), limits, refuse, observer);
    co_return co_await session.run();
  }
  TlsStream encrypted(stream, tls.context());
  // Each step of a handshake waits for its turn, on the strand of this session.
  const auto in_turn = handshakes.executor(stream.get_executor());
  auto handshake = shake_hands(encrypted, received, observer);
  const bool secured = co_await asio::co_spawn(in_turn, std::move(handshake), asio::use_awaitable);
  if (!secured) co_return co_await linger(stream);
  Session session(encrypted, deadline, empty_buffer(limits), limits, handler, observer);
  co_await session.run();
}

}  // namespace cckm
