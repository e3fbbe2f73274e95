// SPDX-License-Identifier: Apache-2.0
// A server in this process, and clients that are slow, rude, many or all of it.
#include "exporter/web/server.h"

#include <poll.h>

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <future>
#include <map>
#include <mutex>
#include <new>
#include <stdexcept>
#include <thread>

#include "tests/e2e/http_get.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

constexpr std::string_view kMarker = "wherefore-art-thou";

// The server knows some things a moment after its client does.
bool eventually(const std::function<bool()>& condition) {
  const auto end = std::chrono::steady_clock::now() + 10s;
  while (!condition() && std::chrono::steady_clock::now() < end) std::this_thread::yield();
  return condition();
}

class Recorded : public ServerObserver {
 public:
  void connection_closed(Closed why) override {
    const std::lock_guard lock(mutex_);
    ++closed_[why];
  }
  void answer_failed(const std::string& exception_type) override {
    const std::lock_guard lock(mutex_);
    failed_.push_back(exception_type);
  }
  void cannot_accept(const std::string& /*why*/) override {}

  int closed(Closed why) {
    const std::lock_guard lock(mutex_);
    return closed_[why];
  }
  bool becomes(Closed why, int count) {
    return eventually([&] { return closed(why) == count; });
  }
  std::vector<std::string> failed() {
    const std::lock_guard lock(mutex_);
    return failed_;
  }

 private:
  std::mutex mutex_;  // guards all below
  std::map<Closed, int> closed_;
  std::vector<std::string> failed_;
};

// A server that runs until the end of the scope.
class Serving {
 public:
  explicit Serving(Handler handler, const Connections::Limits& connections = {},
                   const SessionLimits& limits = {})
      : server_(std::move(handler), recorded, connections, limits) {
    const auto endpoint = server_.listen({"127.0.0.1", "0"});
    REQUIRE(endpoint.ok());
    address = "127.0.0.1:" + std::to_string(endpoint->port());
    running_ = std::thread([this] { server_.run(2); });
  }
  ~Serving() { stop(0ms); }
  Serving(const Serving&) = delete;
  Serving& operator=(const Serving&) = delete;

  void ask_to_stop(std::chrono::milliseconds patience) { server_.stop(patience); }
  void stop(std::chrono::milliseconds patience) {
    if (!running_.joinable()) return;
    server_.stop(patience);
    running_.join();
  }

  std::string status(const std::string& request) const {
    const std::string reply = raw_exchange(address, request);
    return reply.substr(0, reply.find("\r\n"));
  }

  std::string address;
  Recorded recorded;

 private:
  Server server_;
  std::thread running_;
};

// Answers 200 with a short text, or a page as long as the path says: /pages/<bytes>.
asio::awaitable<Response> answer(const Request& request) {
  const std::string_view target = request.target();
  constexpr std::string_view kPages = "/pages/";
  auto response = text_response(http::status::ok, "here\n");
  if (target.substr(0, kPages.size()) == kPages) {
    response.body() = std::string(std::stoul(std::string(target.substr(kPages.size()))), 'x');
  }
  co_return response;
}

std::string get(const std::string& path) {
  return "GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n";
}

// What comes until the server hangs up.
std::string rest_of(asio::ip::tcp::socket& socket) {
  boost::system::error_code ignored;
  std::string rest;
  asio::read(socket, asio::dynamic_buffer(rest), ignored);
  return rest;
}

asio::ip::tcp::socket ask(const Serving& serving, const std::string& request) {
  auto socket = connect_to(serving.address);
  asio::write(socket, asio::buffer(request));
  return socket;
}

}  // namespace

TEST_CASE("fault 50: malformed and oversized requests have their own statuses") {
  const std::string marker(kMarker);
  const std::string host = "Host: " + marker + "\r\n";
  const std::string end = "\r\n\r\n";
  std::string many;
  for (int i = 0; i < 101; ++i) many += "A: " + marker + "\r\n";
  const std::string path = "/" + marker;
  const auto [what, request, wanted] = GENERATE_COPY(table<std::string, std::string, std::string>({
      {"an endless path", "GET " + path + std::string(9000, 'a') + " HTTP/1.1\r\n\r\n", "414"},
      {"and no end to it", "GET " + path + std::string(40000, 'a'), "414"},
      {"a long header", "GET / HTTP/1.1\r\nX: " + marker + std::string(20000, 'a') + end, "431"},
      {"a long name", "GET / HTTP/1.1\r\n" + marker + std::string(20000, 'a') + end, "431"},
      {"many headers", "GET / HTTP/1.1\r\n" + many + "\r\n", "431"},
      {"TRACE", "TRACE " + path + " HTTP/1.1\r\n" + host + "\r\n", "405"},
      {"POST", "POST " + path + " HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\nhi", "405"},
      {"OPTIONS *", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n", "405"},
      {"CONNECT", "CONNECT " + marker + ":443 HTTP/1.1\r\n" + host + "\r\n", "405"},
      {"a made-up method", "BREW " + path + " HTTP/1.1\r\n" + host + "\r\n", "405"},
      {"a method that is none", "G(T " + path + " HTTP/1.1\r\n" + host + "\r\n", "400"},
      {"HTTP/0.9", "GET " + path + "\r\n\r\n", "400"},
      {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"},
      {"HTTP/9.9", "GET " + path + " HTTP/9.9\r\n\r\n", "400"},
      {"a body", "GET / HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nhello", "400"},
      {"a chunked body", "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
      {"a packed body", "GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", "400"},
      {"two lengths", "GET / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 1\r\n\r\n", "400"},
      {"a length below 0", "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "400"},
      {"a length over 2^64", "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
       "400"},
      {"length and chunks",
       "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", "400"},
      {"a folded start", "GET / HTTP/1.1\r\n " + marker + ": x\r\n\r\n", "400"},
      {"a space before a colon", "GET / HTTP/1.1\r\n" + marker + " : x\r\n\r\n", "400"},
      {"NUL in a path", std::string("GET /\0 HTTP/1.1\r\n\r\n", 19), "400"},
      {"TLS", std::string("\x16\x03\x01\x02\x01\x01\x01\xfc\x03\x03\r\n\r\n"), "400"},
      {"cut off", "GET " + path + " HTTP/1.1\r\nHos", "400"},
  }));
  CAPTURE(what);
  const Serving serving(answer);
  auto socket = ask(serving, request);
  boost::system::error_code ignored;
  if (what == "cut off") socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  const std::string reply = rest_of(socket);
  CHECK(reply.substr(0, 13) == "HTTP/1.1 " + wanted + " ");
  CHECK_THAT(reply, ContainsSubstring("Connection: close\r\n"));
  CHECK((reply.find("Allow: GET, HEAD\r\n") != std::string::npos) == (wanted == "405"));
  CHECK(reply.find(kMarker) == std::string::npos);
}

TEST_CASE("what a scraper may leave out or add is no reason to refuse it") {
  const std::string host = "Host: x\r\n";
  const std::string close = "Connection: close\r\n\r\n";
  const auto [what, request] = GENERATE_COPY(table<std::string, std::string>({
      {"Range", "GET / HTTP/1.1\r\n" + host + "Range: bytes=0-1\r\n" + close},
      {"an empty body", "GET / HTTP/1.1\r\n" + host + "Content-Length: 0\r\n" + close},
      {"Expect", "GET / HTTP/1.1\r\n" + host + "Expect: 100-continue\r\n" + close},
      {"Upgrade", "GET / HTTP/1.1\r\n" + host + "Upgrade: h2c\r\n" + close},
      {"no host", "GET / HTTP/1.1\r\n" + close},
  }));
  CAPTURE(what);
  const Serving serving(answer);
  const std::string reply = raw_exchange(serving.address, request);
  CHECK(reply.substr(0, 17) == "HTTP/1.1 200 OK\r\n");
  CHECK_THAT(reply, ContainsSubstring("\r\n\r\nhere\n"));
}

TEST_CASE("HTTP/1.0 is answered in its own terms") {
  const Serving serving(answer);
  const std::string once = raw_exchange(serving.address, "GET / HTTP/1.0\r\n\r\n");
  CHECK(once.substr(0, 17) == "HTTP/1.0 200 OK\r\n");
  CHECK_THAT(once, ContainsSubstring("Content-Length: 5\r\n"));
  const std::string kept = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  const std::string twice = raw_exchange(serving.address, kept + "GET / HTTP/1.0\r\n\r\n");
  CHECK_THAT(twice, ContainsSubstring("Connection: keep-alive\r\n"));
  CHECK(twice.find("HTTP/1.0 200 OK", 1) != std::string::npos);
}

TEST_CASE("HEAD has the length of the body and no body") {
  const Serving serving(answer);
  const std::string reply = raw_exchange(
      serving.address, "HEAD /pages/12345 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK_THAT(reply, ContainsSubstring("Content-Length: 12345\r\n"));
  CHECK(reply.find("\r\n\r\n") == reply.size() - 4);
}

TEST_CASE("fault 64: a page that throws an exception") {
  const auto [what, raise, type] = GENERATE(table<std::string, std::function<void()>, std::string>({
      {"an error", [] { throw std::runtime_error(std::string(kMarker)); }, "std::runtime_error"},
      {"no memory", [] { throw std::bad_alloc(); }, "std::bad_alloc"},
      {"a number", [] { throw 42; }, "int"},
      {"a text", [] { throw std::string(kMarker); }, "std::__cxx11::basic_string"},
  }));
  CAPTURE(what);
  Serving serving([raise = raise](const Request& request) -> asio::awaitable<Response> {
    if (request.target() == "/bad") raise();
    co_return co_await answer(request);
  });
  const std::string replies =
      raw_exchange(serving.address, get("/bad") + "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
  CHECK(replies.substr(0, 36) == "HTTP/1.1 500 Internal Server Error\r\n");
  CHECK_THAT(replies, ContainsSubstring("\r\n\r\nInternal error.\n"));
  CHECK(replies.find(kMarker) == std::string::npos);
  CHECK_THAT(replies, ContainsSubstring("HTTP/1.1 200 OK\r\n"));
  REQUIRE(serving.recorded.failed().size() == 1);
  CHECK(serving.recorded.failed()[0].substr(0, type.size()) == type);
}

TEST_CASE("fault 49: a client that never finishes its request is disconnected") {
  Serving serving(answer, {}, {.header_time = 100ms});
  for (const std::string beginning : {"", "G", "GET / HTTP/1.1\r\nHost: x\r\n"}) {
    CAPTURE(beginning);
    auto socket = ask(serving, beginning);
    CHECK(rest_of(socket).empty());
  }
  CHECK(serving.recorded.becomes(Closed::kTimeout, 3));
  // Dripping does not buy more time.
  auto dripping = ask(serving, "GET / HTTP/1.1\r\n");
  const auto begin = std::chrono::steady_clock::now();
  boost::system::error_code error;
  while (!error) asio::write(dripping, asio::buffer("A: b\r\n", 6), error);
  CHECK(std::chrono::steady_clock::now() - begin < 2s);
}

TEST_CASE("a connection that did nothing wrong is no timeout when it is over") {
  Serving serving(answer, {}, {.idle_time = 50ms});
  auto socket = ask(serving, get("/"));
  CHECK_THAT(rest_of(socket), ContainsSubstring("here\n"));
  CHECK(serving.recorded.closed(Closed::kTimeout) == 0);
}

TEST_CASE("fault 49: a client that does not read its response is disconnected") {
  std::weak_ptr<const std::string> page;
  const auto handler = [&page](const Request& request) -> asio::awaitable<Response> {
    auto response = text_response(http::status::ok, "here\n");
    if (request.target() == "/page") {
      const auto text = std::make_shared<const std::string>(64 << 20, 'x');
      page = text;
      response.body() = text;
    }
    co_return response;
  };
  Serving serving(handler, {}, {.write_time = 300ms});
  auto reader = ask(serving, get("/page"));
  CHECK(serving.status("GET / HTTP/1.1\r\nConnection: close\r\n\r\n") == "HTTP/1.1 200 OK");
  CHECK(serving.recorded.becomes(Closed::kTimeout, 1));
  CHECK(rest_of(reader).size() < 64 << 20);
  CHECK(eventually([&] { return page.expired(); }));
}

TEST_CASE("fault 49: the oldest unread response is dropped when there are too many") {
  Serving serving(answer, {.writing = 2});
  std::vector<asio::ip::tcp::socket> readers;
  for (int i = 0; i < 3; ++i) {
    readers.push_back(ask(serving, get("/pages/67108864")));
    std::string beginning(1, ' ');
    asio::read(readers.back(), asio::buffer(beginning));  // it is on the way
  }
  CHECK(rest_of(readers[0]).size() < 64 << 20);
  CHECK(serving.recorded.becomes(Closed::kLimit, 1));
}

TEST_CASE("fault 56: many silent connections do not block a scraper") {
  Serving serving(answer, {.open = 8});
  std::vector<asio::ip::tcp::socket> silent;
  for (int i = 0; i < 100; ++i) silent.push_back(ask(serving, i % 2 == 0 ? "" : "GET /"));
  for (int i = 0; i < 10; ++i) {
    CHECK(serving.status("GET / HTTP/1.1\r\nConnection: close\r\n\r\n") == "HTTP/1.1 200 OK");
  }
  CHECK(rest_of(silent[0]).empty());
  CHECK(serving.recorded.closed(Closed::kLimit) >= 92);
}

TEST_CASE("fault 54: a response in progress when the server stops is sent whole") {
  Serving serving(answer);
  constexpr std::size_t kBytes = 32 << 20;
  // What follows is read by nobody: closing in spite of it must not take the answer along.
  auto socket = ask(serving, get("/pages/" + std::to_string(kBytes)) + std::string(100000, 'G'));
  std::string reply(1, ' ');
  asio::read(socket, asio::buffer(reply));
  serving.ask_to_stop(10s);
  while (true) {
    // The listener has gone, the answer has not.
    boost::system::error_code error;
    asio::ip::tcp::socket another(socket.get_executor());
    another.connect(socket.remote_endpoint(), error);
    if (error) break;
  }
  reply += rest_of(socket);
  CHECK(reply.size() - reply.find("\r\n\r\n") - 4 == kBytes);
  CHECK_THAT(reply.substr(0, reply.find("\r\n\r\n")),
             ContainsSubstring("Content-Length: " + std::to_string(kBytes)));
}

TEST_CASE("who is still talking when it is refused can read why") {
  const Serving serving(answer);
  // More than is read of a request: unread, it would turn our hanging up into a reset.
  auto socket = ask(serving, "POST / HTTP/1.1\r\n\r\n" + std::string(60000, 'x'));
  pollfd news{socket.native_handle(), POLLRDHUP, 0};
  REQUIRE(::poll(&news, 1, 10000) == 1);
  CHECK((news.revents & (POLLERR | POLLHUP)) == 0);
  boost::system::error_code error;
  std::string reply;
  asio::read(socket, asio::dynamic_buffer(reply), error);
  CHECK(error == asio::error::eof);
  CHECK(reply.substr(0, 12) == "HTTP/1.1 405");
}

TEST_CASE("a server with only idle connections stops at once") {
  Serving serving(answer);
  auto idle = ask(serving, get("/"));
  std::string reply(1, ' ');
  asio::read(idle, asio::buffer(reply));
  const auto begin = std::chrono::steady_clock::now();
  serving.stop(10s);
  CHECK(std::chrono::steady_clock::now() - begin < 5s);
}
