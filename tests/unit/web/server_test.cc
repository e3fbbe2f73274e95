// SPDX-License-Identifier: Apache-2.0
// Listening addresses, limits of connections and the end of a server.
#include "exporter/web/server.h"

#include <unistd.h>

#include <atomic>
#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/no_ipv6.h"
#include "tests/support/no_threads.h"
#include "tests/unit/web/test_server.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

TEST_CASE("a listening address is parsed into host and port") {
  const auto [text, host, port] = GENERATE(table<std::string, std::string, std::string>({
      {":10877", "", "10877"},
      {"127.0.0.1:0", "127.0.0.1", "0"},
      {"[::1]:65535", "::1", "65535"},
      {"[2001:db8::99]:10999", "2001:db8::99", "10999"},
      {"localhost:80", "localhost", "80"},
  }));
  CAPTURE(text);
  const auto address = parse_listen_address(text);
  REQUIRE(address.ok());
  CHECK(address->host == host);
  CHECK(address->port == port);
  CHECK(to_string(*address) == text);
}

TEST_CASE("a malformed listening address is rejected") {
  for (const std::string text : {"", "10877", "localhost", "localhost:", ":65536", ":-1", ":http",
                                 "::1:80", ":123456", ":000080"}) {
    CAPTURE(text);
    CHECK_FALSE(parse_listen_address(text).ok());
  }
}

TEST_CASE("a failure to listen names the address as it was given") {
  RecordingObserver observer;
  Server server(respond, observer);
  for (const std::string text : {"[2001:db8::99]:10999", "192.0.2.99:10999"}) {
    const auto endpoint = server.listen(*parse_listen_address(text));
    REQUIRE_FALSE(endpoint);
    CHECK_THAT(endpoint.failure().detail, ContainsSubstring("cannot listen on " + text + ": "));
  }
}

TEST_CASE("a server takes over sockets that listen, and rejects other descriptors") {
  RecordingObserver observer;
  Server server(respond, observer);
  asio::io_context context;
  const auto bound = [&](const asio::ip::tcp& protocol) {
    asio::ip::tcp::acceptor acceptor(context, protocol);
    acceptor.bind({protocol == asio::ip::tcp::v4() ? asio::ip::make_address("127.0.0.1")
                                                   : asio::ip::make_address("::1"),
                   0});
    return acceptor;
  };
  for (const auto& protocol : {asio::ip::tcp::v4(), asio::ip::tcp::v6()}) {
    auto acceptor = bound(protocol);
    acceptor.listen();
    const auto port = acceptor.local_endpoint().port();
    const auto endpoint = server.adopt(acceptor.release());
    REQUIRE(endpoint.ok());
    CHECK(endpoint->port() == port);
  }
  auto silent = bound(asio::ip::tcp::v4());
  for (const int descriptor : {silent.native_handle(), STDIN_FILENO, 100000}) {
    const auto endpoint = server.adopt(descriptor);
    REQUIRE_FALSE(endpoint.ok());
    CHECK_THAT(endpoint.failure().detail, ContainsSubstring("is not a TCP socket that listens"));
  }
}

TEST_CASE("without IPv6 a server listens on all IPv4 addresses") {
  RecordingObserver observer;
  Server server(respond, observer);
  without_ipv6([&] {
    const auto endpoint = server.listen({"", "0"});
    REQUIRE(endpoint.ok());
    CHECK(endpoint->address() == asio::ip::address_v4::any());
    CHECK_FALSE(server.listen({"::1", "0"}).ok());
  });
}

TEST_CASE("a server handles as many requests at once as it has threads") {
  std::atomic<int> begun = 0;
  std::atomic<int> concurrent = 0;
  TestServer server([&](const Request& request) -> asio::awaitable<Response> {
    ++begun;
    if (eventually([&] { return begun == 2; })) ++concurrent;  // blocks this thread
    co_return co_await respond(request);
  });
  const auto one = send_request(server, get("/"));
  const auto another = send_request(server, get("/"));
  CHECK(eventually([&] { return concurrent == 2; }));
}

TEST_CASE("a server that cannot start threads serves on its own thread", "[58]") {
  RecordingObserver observer;
  const NoThreads starved;
  Server server(respond, observer);
  server.stop(0ms);
  server.run(4);  // returns only if this thread serves
  SUCCEED();
}

TEST_CASE("fault 49: the oldest unread response is dropped when there are too many") {
  TestServer server(respond, {.writing = 2});
  std::vector<asio::ip::tcp::socket> readers;
  for (int i = 0; i < 3; ++i) {
    readers.push_back(send_request(server, get("/pages/67108864")));
    std::string beginning(1, ' ');
    asio::read(readers.back(), asio::buffer(beginning));  // its response has begun
  }
  CHECK(rest_of(readers[0]).size() < 64 << 20);
  CHECK(server.events.reaches(Closed::kLimit, 1));
}

TEST_CASE("fault 56: many silent connections do not block a scraper") {
  TestServer server(respond, {.open = 8});
  std::vector<asio::ip::tcp::socket> silent;
  for (int i = 0; i < 100; ++i) silent.push_back(send_request(server, i % 2 == 0 ? "" : "GET /"));
  for (int i = 0; i < 10; ++i) {
    CHECK(server.status("GET / HTTP/1.1\r\nConnection: close\r\n\r\n") == "HTTP/1.1 200 OK");
  }
  CHECK(rest_of(silent[0]).empty());
  CHECK(server.events.closed(Closed::kLimit) >= 92);
}

TEST_CASE("fault 54: a response in progress when the server stops is sent whole") {
  TestServer server(respond);
  constexpr std::size_t kBytes = 32 << 20;
  // The server does not read the bytes after the request. They must not reset the connection.
  auto socket =
      send_request(server, get("/pages/" + std::to_string(kBytes)) + std::string(100000, 'G'));
  std::string reply(1, ' ');
  asio::read(socket, asio::buffer(reply));
  server.begin_to_stop(10s);
  while (true) {
    // Until the listener is closed. The response is still in progress.
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

TEST_CASE("a server with only idle connections stops at once") {
  TestServer server(respond);
  auto idle = send_request(server, get("/"));
  std::string reply(1, ' ');
  asio::read(idle, asio::buffer(reply));
  const auto begin = std::chrono::steady_clock::now();
  server.stop(10s);
  CHECK(std::chrono::steady_clock::now() - begin < 5s);
}
