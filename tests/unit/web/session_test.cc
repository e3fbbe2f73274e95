// SPDX-License-Identifier: Apache-2.0
// Sessions of valid, malformed, slow and silent clients.
#include "exporter/web/session.h"

#include <poll.h>

#include <functional>
#include <memory>
#include <new>
#include <stdexcept>
#include <string>

#include "tests/simulator/test_client.h"
#include "tests/support/catch.h"
#include "tests/unit/web/test_server.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

// Text of requests that must not appear in a response.
constexpr std::string_view kMarker = "wherefore-art-thou";

}  // namespace

TEST_CASE("fault 50: malformed and oversized requests have their own statuses") {
  const std::string marker(kMarker);
  const std::string host = "Host: " + marker + "\r\n";
  const std::string end = "\r\n\r\n";
  std::string many;
  for (int i = 0; i < 101; ++i) many += "A: " + marker + "\r\n";
  const std::string path = "/" + marker;
  const auto [what, request, wanted] = GENERATE_COPY(table<std::string, std::string, std::string>({
      {"a long path", "GET " + path + std::string(9000, 'a') + " HTTP/1.1\r\n\r\n", "414"},
      {"an endless path without an end of the line", "GET " + path + std::string(40000, 'a'),
       "414"},
      {"a long header", "GET / HTTP/1.1\r\nX: " + marker + std::string(20000, 'a') + end, "431"},
      {"a long name", "GET / HTTP/1.1\r\n" + marker + std::string(20000, 'a') + end, "431"},
      {"many headers", "GET / HTTP/1.1\r\n" + many + "\r\n", "431"},
      {"TRACE", "TRACE " + path + " HTTP/1.1\r\n" + host + "\r\n", "405"},
      {"POST", "POST " + path + " HTTP/1.1\r\n" + host + "Content-Length: 2\r\n\r\nhi", "405"},
      {"OPTIONS *", "OPTIONS * HTTP/1.1\r\n" + host + "\r\n", "405"},
      {"CONNECT", "CONNECT " + marker + ":443 HTTP/1.1\r\n" + host + "\r\n", "405"},
      {"an unknown method", "BREW " + path + " HTTP/1.1\r\n" + host + "\r\n", "405"},
      {"a malformed method", "G(T " + path + " HTTP/1.1\r\n" + host + "\r\n", "400"},
      {"HTTP/0.9", "GET " + path + "\r\n\r\n", "400"},
      {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", "400"},
      {"HTTP/9.9", "GET " + path + " HTTP/9.9\r\n\r\n", "400"},
      {"a body", "GET / HTTP/1.1\r\n" + host + "Content-Length: 5\r\n\r\nhello", "400"},
      {"a chunked body", "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n", "400"},
      {"a compressed body", "GET / HTTP/1.1\r\nTransfer-Encoding: gzip\r\n\r\n", "400"},
      {"two lengths", "GET / HTTP/1.1\r\nContent-Length: 0\r\nContent-Length: 1\r\n\r\n", "400"},
      {"a length below 0", "GET / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "400"},
      {"a length over 2^64", "GET / HTTP/1.1\r\nContent-Length: 99999999999999999999\r\n\r\n",
       "400"},
      {"length and chunks",
       "GET / HTTP/1.1\r\nTransfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n", "400"},
      {"a folded first header", "GET / HTTP/1.1\r\n " + marker + ": x\r\n\r\n", "400"},
      {"a space before a colon", "GET / HTTP/1.1\r\n" + marker + " : x\r\n\r\n", "400"},
      {"NUL in a path", std::string("GET /\0 HTTP/1.1\r\n\r\n", 19), "400"},
      {"TLS", std::string("\x16\x03\x01\x02\x01\x01\x01\xfc\x03\x03\r\n\r\n"), "400"},
      {"cut off", "GET " + path + " HTTP/1.1\r\nHos", "400"},
  }));
  CAPTURE(what);
  const TestServer server(respond);
  auto socket = send_request(server, request);
  boost::system::error_code ignored;
  if (what == "cut off") socket.shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
  const std::string reply = rest_of(socket);
  CHECK(reply.substr(0, 13) == "HTTP/1.1 " + wanted + " ");
  CHECK_THAT(reply, ContainsSubstring("Connection: close\r\n"));
  CHECK((reply.find("Allow: GET, HEAD\r\n") != std::string::npos) == (wanted == "405"));
  CHECK(reply.find(kMarker) == std::string::npos);
}

TEST_CASE("optional parts of a request are accepted") {
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
  const TestServer server(respond);
  const std::string reply = raw_exchange(server.address, request);
  CHECK(reply.substr(0, 17) == "HTTP/1.1 200 OK\r\n");
  CHECK_THAT(reply, ContainsSubstring("\r\n\r\nhere\n"));
}

TEST_CASE("a request in HTTP/1.0 is answered in HTTP/1.0") {
  const TestServer server(respond);
  const std::string once = raw_exchange(server.address, "GET / HTTP/1.0\r\n\r\n");
  CHECK(once.substr(0, 17) == "HTTP/1.0 200 OK\r\n");
  CHECK_THAT(once, ContainsSubstring("Content-Length: 5\r\n"));
  const std::string kept = "GET / HTTP/1.0\r\nConnection: keep-alive\r\n\r\n";
  const std::string twice = raw_exchange(server.address, kept + "GET / HTTP/1.0\r\n\r\n");
  CHECK_THAT(twice, ContainsSubstring("Connection: keep-alive\r\n"));
  CHECK(twice.find("HTTP/1.0 200 OK", 1) != std::string::npos);
}

TEST_CASE("a response to HEAD has the length of the body and no body") {
  const TestServer server(respond);
  const std::string reply = raw_exchange(
      server.address, "HEAD /pages/12345 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
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
  TestServer server([raise = raise](const Request& request) -> asio::awaitable<Response> {
    if (request.target() == "/bad") raise();
    co_return co_await respond(request);
  });
  const std::string replies =
      raw_exchange(server.address, get("/bad") + "GET / HTTP/1.1\r\nConnection: close\r\n\r\n");
  CHECK(replies.substr(0, 36) == "HTTP/1.1 500 Internal Server Error\r\n");
  CHECK_THAT(replies, ContainsSubstring("\r\n\r\nInternal error.\n"));
  CHECK(replies.find(kMarker) == std::string::npos);
  CHECK_THAT(replies, ContainsSubstring("HTTP/1.1 200 OK\r\n"));
  REQUIRE(server.events.failed().size() == 1);
  CHECK(server.events.failed()[0].substr(0, type.size()) == type);
}

TEST_CASE("fault 49: a client that never finishes its request is disconnected") {
  TestServer server(respond, {}, {.header_time = 100ms});
  for (const std::string beginning : {"", "G", "GET / HTTP/1.1\r\nHost: x\r\n"}) {
    CAPTURE(beginning);
    auto socket = send_request(server, beginning);
    CHECK(rest_of(socket).empty());
  }
  CHECK(server.events.reaches(Closed::kTimeout, 3));
  // Sending single headers does not extend the deadline.
  auto dripping = send_request(server, "GET / HTTP/1.1\r\n");
  const auto begin = std::chrono::steady_clock::now();
  boost::system::error_code error;
  while (!error) asio::write(dripping, asio::buffer("A: b\r\n", 6), error);
  CHECK(std::chrono::steady_clock::now() - begin < 2s);
}

TEST_CASE("a request that is not complete in time is not reported as malformed") {
  TestServer server(respond, {}, {.header_time = 100ms});
  auto socket = send_request(server, "GET / HTTP/1.1\r\n");
  CHECK(rest_of(socket).empty());
  CHECK(server.events.reaches(Closed::kTimeout, 1));
  server.stop(10s);  // the session has ended
  CHECK(server.events.closed(Closed::kBadRequest) == 0);
}

TEST_CASE("the end of an idle connection is not reported as a timeout") {
  TestServer server(respond, {}, {.idle_time = 50ms});
  auto socket = send_request(server, get("/"));
  CHECK_THAT(rest_of(socket), ContainsSubstring("here\n"));
  CHECK(server.events.closed(Closed::kTimeout) == 0);
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
  TestServer server(handler, {}, {.write_time = 300ms});
  auto reader = send_request(server, get("/page"));
  CHECK(server.status("GET / HTTP/1.1\r\nConnection: close\r\n\r\n") == "HTTP/1.1 200 OK");
  CHECK(server.events.reaches(Closed::kTimeout, 1));
  CHECK(rest_of(reader).size() < 64 << 20);
  CHECK(eventually([&] { return page.expired(); }));
}

TEST_CASE("a client that still sends when it is rejected can read the response") {
  const TestServer server(respond);
  // More than the session reads of a request. Unread bytes would reset the connection at its end.
  auto socket = send_request(server, "POST / HTTP/1.1\r\n\r\n" + std::string(60000, 'x'));
  pollfd news{socket.native_handle(), POLLRDHUP, 0};
  REQUIRE(::poll(&news, 1, 10000) == 1);
  CHECK((news.revents & (POLLERR | POLLHUP)) == 0);
  boost::system::error_code error;
  std::string reply;
  asio::read(socket, asio::dynamic_buffer(reply), error);
  CHECK(error == asio::error::eof);
  CHECK(reply.substr(0, 12) == "HTTP/1.1 405");
}

namespace {

// A server over TLS, and the authority of its certificate.
struct TlsScene {
  explicit TlsScene(const SessionLimits& limits = {}) : server(respond, {}, limits, policy()) {}

  CurrentPolicy policy() const {
    const Credential credential = authority.issue({});
    const auto tls =
        ServerTls::create({.certificates = credential.certificate_pem, .key = credential.key_pem});
    REQUIRE(tls.ok());
    const auto policy = std::make_shared<const WebPolicy>(WebPolicy{.tls = *tls});
    return [policy]() -> asio::awaitable<std::shared_ptr<const WebPolicy>> { co_return policy; };
  }
  TestClient client() const { return TestClient({"https://" + server.address, authority.pem()}); }

  CertificateAuthority authority;
  TestServer server;
};

}  // namespace

TEST_CASE("requests over TLS share a connection, which ends with a close_notify") {
  const TlsScene scene;
  TestClient client = scene.client();
  client.handshake();
  const std::string body(100'000, 'x');
  for (int i = 0; i < 2; ++i) {
    const std::string reply = client.get("/pages/100000");
    CHECK(reply.substr(0, 15) == "HTTP/1.1 200 OK");
    CHECK(reply.ends_with("\r\n\r\n" + body));
  }
  client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(client.read_rest().ending == "close");
}

TEST_CASE("fault 88: a client that does not speak TLS gets status 400") {
  TlsScene scene;
  const std::string reply =
      raw_exchange(scene.server.address, "GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
  CHECK(reply.substr(0, 13) == "HTTP/1.1 400 ");
  CHECK_THAT(reply, ContainsSubstring("This port speaks TLS: use https.\n"));
  CHECK(raw_exchange(scene.server.address, "hello\r\n\r\n").substr(0, 13) == "HTTP/1.1 400 ");
}

TEST_CASE("fault 89: a handshake that fails is counted, and its client gets an alert") {
  TlsScene scene;
  TestClient client({"https://" + scene.server.address, CertificateAuthority().pem()});
  CHECK_THROWS(client.handshake());
  CHECK(scene.server.events.reaches(Closed::kTls, 1));
}

TEST_CASE("fault 87: a handshake must be complete within the time of the first request") {
  TlsScene scene(SessionLimits{.header_time = 300ms});
  auto socket = connect_to(scene.server.address);
  SECTION("nothing is sent") {}
  SECTION("the handshake stops") {
    asio::write(socket, asio::buffer("\x16\x03\x01\x02", 4));
  }
  CHECK(rest_of(socket).empty());
  CHECK(scene.server.events.reaches(Closed::kTimeout, 1));
}

TEST_CASE("a client that sends no complete request after its handshake is disconnected") {
  TlsScene scene(SessionLimits{.header_time = 300ms});
  TestClient client = scene.client();
  client.handshake();
  client.send("GET / HTTP/1.1\r\n");
  CHECK(client.read_rest().bytes.empty());
  CHECK(scene.server.events.reaches(Closed::kTimeout, 1));
}
