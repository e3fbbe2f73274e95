// SPDX-License-Identifier: Apache-2.0
// Fuzzes a whole session. The input is everything that a client sends. Every response must have a
// known status, known headers and a known body, and no part of the request.
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <boost/asio/buffer.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <string_view>

#include "exporter/web/session.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/targets.h"

namespace cckm::test {
namespace {

using tcp = asio::ip::tcp;

constexpr std::size_t kMostBytes = 64 << 10;
constexpr std::string_view kBody = "A page.\n";

asio::awaitable<Response> respond(const Request& /*request*/) {
  co_return text_response(http::status::ok, kBody);
}

class Observer : public SessionObserver {
 public:
  void enter(Phase phase) override {
    require(phase != phase_, "no phase is entered twice in a row");
    require(phase != Phase::kWriting || phase_ == Phase::kAnswering, "only a response is written");
    phase_ = phase;
  }
  void closed(Closed why) override {
    require(why == Closed::kBadRequest, "no connection times out");
    require(++closings_ == 1, "a connection is closed once");
  }
  void response_failed(const std::string& /*type*/) override { require(false, "no page fails"); }
  bool stopping() const override { return false; }

 private:
  Phase phase_ = Phase::kWaiting;
  int closings_ = 0;
};

asio::awaitable<void> run_session(tcp::socket socket) {
  static const Handler handler = respond;
  static const SessionLimits limits;
  Observer observer;
  beast::tcp_stream stream(std::move(socket));
  co_await serve(stream, limits, handler, observer);
}

asio::awaitable<void> send(tcp::socket& socket, std::string_view bytes) {
  boost::system::error_code ignored;
  const auto buffer = asio::buffer(bytes);
  co_await asio::async_write(socket, buffer, asio::redirect_error(asio::use_awaitable, ignored));
  socket.shutdown(tcp::socket::shutdown_send, ignored);
}

asio::awaitable<void> receive(tcp::socket& socket, std::string& replies) {
  boost::system::error_code ignored;
  const auto buffer = asio::dynamic_buffer(replies);
  co_await asio::async_read(socket, buffer, asio::redirect_error(asio::use_awaitable, ignored));
}

// Returns the responses to `bytes`. A socket pair is much faster than a connection.
std::string exchange(std::string_view bytes) {
  static asio::io_context context;
  std::array<int, 2> ends{};
  require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) == 0,
          "a socket pair can be made");
  tcp::socket client(context, tcp::v4(), ends[0]);
  std::string replies;
  asio::co_spawn(context, run_session(tcp::socket(context, tcp::v4(), ends[1])), asio::detached);
  asio::co_spawn(context, send(client, bytes), asio::detached);
  asio::co_spawn(context, receive(client, replies), asio::detached);
  context.restart();
  context.run();
  return replies;
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> list) {
  return std::find(list.begin(), list.end(), text) != list.end();
}

std::string_view take_line(std::string_view& text) {
  const auto end = text.find("\r\n");
  require(end != std::string_view::npos, "lines end");
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(end + 2);
  return line;
}

void check_status(std::string_view line) {
  require(is_one_of(line.substr(0, 9), {"HTTP/1.0 ", "HTTP/1.1 "}), "a response has a version");
  require(is_one_of(line.substr(9), {"200 OK", "400 Bad Request", "405 Method Not Allowed",
                                     "414 URI Too Long", "431 Request Header Fields Too Large"}),
          "a response has a status of the server");
}

// Checks that all headers are known ones. Returns the length of the body.
std::size_t check_headers(std::string_view& replies) {
  constexpr std::string_view kLength = "Content-Length: ";
  std::size_t length = 0;
  for (auto line = take_line(replies); !line.empty(); line = take_line(replies)) {
    if (line.substr(0, kLength.size()) == kLength) {
      length = std::stoul(std::string(line.substr(kLength.size())));
      continue;
    }
    require(is_one_of(line, {"Content-Type: text/plain; charset=utf-8", "Connection: close",
                             "Connection: keep-alive", "Allow: GET, HEAD", "Allow: POST"}),
            "a response has only known headers");
  }
  return length;
}

void check_reply(std::string_view& replies) {
  check_status(take_line(replies));
  const std::size_t length = check_headers(replies);
  require(length > 0, "a response has a length");
  // A response to HEAD has a length and no body.
  if (replies.empty() || replies.substr(0, 5) == "HTTP/") return;
  require(replies.size() >= length, "a response is complete");
  require(is_one_of(replies.substr(0, length),
                    {kBody, "Request line too long.\n", "Too many headers.\n",
                     "Headers too large.\n", "Only GET and HEAD.\n", "Only POST.\n",
                     "A request must not have a body.\n", "Not an HTTP request.\n"}),
          "a response has a known body");
  replies.remove_prefix(length);
}

}  // namespace
}  // namespace cckm::test

void cckm::test::fuzz_http_request(std::string_view bytes) {
  const std::string replies = exchange(bytes.substr(0, kMostBytes));
  std::string_view rest = replies;
  while (!rest.empty()) check_reply(rest);
}
