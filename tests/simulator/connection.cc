// SPDX-License-Identifier: Apache-2.0
// A connection is one coroutine. Any network failure is a system_error, which ends the coroutine.
#include "tests/simulator/connection.h"

#include <array>
#include <boost/asio/as_tuple.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <utility>

namespace cckm::test {
namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::awaitable;
using asio::use_awaitable;
using asio::ip::tcp;
using TlsStream = asio::ssl::stream<tcp::socket>;
using Parser = http::request_parser<http::string_body>;

constexpr std::size_t kRequestLimit = 65536;
constexpr std::size_t kChunk = 65536;
constexpr std::chrono::seconds kGoodbye{1};
constexpr auto kAsTuple = asio::as_tuple(use_awaitable);

tcp::socket& tcp_of(tcp::socket& stream) {
  return stream;
}
tcp::socket& tcp_of(TlsStream& stream) {
  return stream.next_layer();
}

awaitable<void> pause(std::chrono::milliseconds duration) {
  if (duration <= std::chrono::milliseconds::zero()) co_return;
  asio::steady_timer timer(co_await asio::this_coro::executor, duration);
  co_await timer.async_wait(use_awaitable);
}

template <typename Stream>
awaitable<void> write_all(Stream& stream, std::string& chunk) {
  co_await asio::async_write(stream, asio::buffer(chunk), use_awaitable);
  chunk.clear();
}

template <typename Stream>
awaitable<void> drip(Stream& stream, const Message::Part& part,
                     std::chrono::milliseconds interval) {
  for (std::uint64_t i = 0; i < part.times; ++i) {
    for (const char& byte : part.text) {
      co_await asio::async_write(stream, asio::buffer(&byte, 1), use_awaitable);
      co_await pause(interval);
    }
  }
}

// Appends to `chunk` and writes it when it is full. This makes few writes, and a flood is never in
// memory as a whole.
template <typename Stream>
awaitable<void> write_chunks(Stream& stream, const Message::Part& part, std::string& chunk) {
  for (std::uint64_t i = 0; i < part.times; ++i) {
    chunk += part.text;
    if (chunk.size() >= kChunk) co_await write_all(stream, chunk);
  }
}

template <typename Stream>
awaitable<void> write_parts(Stream& stream, const Message& message, const Fault& fault) {
  std::string chunk;
  for (const Message::Part& part : message.parts) {
    if (fault.drip == part.stage) {
      co_await write_all(stream, chunk);
      co_await drip(stream, part, fault.drip_interval);
    } else {
      co_await write_chunks(stream, part, chunk);
    }
  }
  co_await write_all(stream, chunk);
}

// Reads until the peer closes the connection. Ends only by a system_error.
awaitable<void> outwait_peer(tcp::socket& socket) {
  std::array<char, 1024> ignored;
  for (;;) co_await socket.async_read_some(asio::buffer(ignored), use_awaitable);
}

awaitable<void> say_goodbye(tcp::socket& /*stream*/) {
  co_return;
}

// Sends close_notify and waits at most kGoodbye for the peer's own.
awaitable<void> say_goodbye(TlsStream& stream) {
  using boost::asio::experimental::awaitable_operators::operator||;
  co_await (stream.async_shutdown(kAsTuple) || pause(kGoodbye));
}

template <typename Stream>
awaitable<void> end_connection(Stream& stream, Ending ending) {
  tcp::socket& socket = tcp_of(stream);
  if (ending == Ending::kStall) co_await outwait_peer(socket);
  if (ending == Ending::kClose) co_await say_goodbye(stream);
  if (ending == Ending::kReset) socket.set_option(asio::socket_base::linger(true, 0));
  socket.close();
}

// Sends a message. Returns false if it ended the connection.
template <typename Stream>
awaitable<bool> send(Stream& stream, const Message& message, const Fault& fault) {
  co_await write_parts(stream, message, fault);
  if (message.ending) co_await end_connection(stream, *message.ending);
  co_return !message.ending;
}

Request view_of(const Parser::value_type& request) {
  const auto view = [](auto text) { return std::string_view(text.data(), text.size()); };
  return {view(request.method_string()), view(request.target()),
          view(request[http::field::authorization]), view(request[http::field::content_type]),
          request.body()};
}

// Returns true if the bytes are not HTTP. A missing or incomplete request is not garbage.
bool is_garbage(const boost::system::error_code& error) {
  const auto end = http::make_error_code(http::error::end_of_stream);
  return error.category() == end.category() && error != end &&
         error != http::error::partial_message;
}

// Reads one request and sends its response. Returns false if the connection is over.
template <typename Stream>
awaitable<bool> exchange(Stream& stream, boost::beast::flat_buffer& buffer,
                         const Service& service) {
  Parser parser;
  parser.body_limit(kRequestLimit);
  const auto [error, size] = co_await http::async_read(stream, buffer, parser, kAsTuple);
  if (is_garbage(error)) {
    // These have names, because GCC 12 destroys temporaries of a co_await expression twice.
    const Message refusal = service.appliance.reject_garbage();
    const Fault none;
    co_return co_await send(stream, refusal, none);
  }
  if (error) throw boost::system::system_error(error);

  const Appliance::InFlight in_flight(service.appliance);
  const Request request = view_of(parser.get());
  const Fault fault = service.appliance.admit(request);
  co_await pause(service.latency + fault.delay);
  const Message message = service.appliance.respond(request, fault, parser.keep_alive());
  co_return co_await send(stream, message, fault);
}

template <typename Stream>
awaitable<void> serve(Stream& stream, const Service& service) {
  boost::beast::flat_buffer buffer;
  while (co_await exchange(stream, buffer, service)) continue;
}

awaitable<void> serve_tls(tcp::socket socket, const Service& service) {
  TlsStream stream(std::move(socket), *service.tls);
  co_await stream.async_handshake(TlsStream::server, use_awaitable);
  service.appliance.count_handshake();
  co_await serve(stream, service);
}

// Returns the start of a TLS record of the maximum size. A client keeps reading until it is whole.
const Message::Part& endless_record() {
  static const Message::Part record = {
      Stage::kHandshake,
      std::string("\x16\x03\x03\x40\x00\x02\x00\x3f\xfc", 9) + std::string(16380, '\0')};
  return record;
}

// Reads the client's first bytes before it fails: closing with unread bytes would send a RST.
awaitable<void> fail_handshake(tcp::socket& socket, const Fault& fault) {
  std::array<char, 4096> hello;
  co_await socket.async_read_some(asio::buffer(hello), use_awaitable);
  if (fault.drip) co_await drip(socket, endless_record(), fault.drip_interval);
  co_await end_connection(socket, fault.ending);
}

awaitable<void> serve_socket(tcp::socket socket, const Service& service) {
  socket.set_option(tcp::no_delay(true));
  const Fault fault = service.appliance.admit_connection();
  if (fault.drip || fault.cut)
    co_await fail_handshake(socket, fault);
  else if (service.tls != nullptr)
    co_await serve_tls(std::move(socket), service);
  else
    co_await serve(socket, service);
}

}  // namespace

awaitable<void> serve_connection(tcp::socket socket, const Service& service) {
  try {
    co_await serve_socket(std::move(socket), service);
  } catch (const boost::system::system_error&) {  // NOLINT(bugprone-empty-catch)
    // The client closed the connection or the network failed.
  }
}

}  // namespace cckm::test
