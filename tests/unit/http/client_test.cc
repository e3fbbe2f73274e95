// SPDX-License-Identifier: Apache-2.0
// Which connection a request goes over, when it goes again, and when it gives up.
#include "exporter/http/client.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>

#include <csignal>
#include <future>
#include <vector>

#include "exporter/http/status.h"
#include "tests/support/http_scene.h"

using namespace cckm;
using namespace cckm::test;
using std::chrono::milliseconds;

namespace {

// As main() does: a peer that hangs up is an error code.
[[maybe_unused]] const auto sigpipe_before = std::signal(SIGPIPE, SIG_IGN);

const Failure kRefused{Reason::kConnect, "connection refused or host unreachable"};

std::uint16_t closed_port() {
  const RawPeer gone([](RawConnection&, int) {});
  return gone.port();
}

// An address and port that takes no SYN: its queue of connections is full.
class BlackHole {
 public:
  BlackHole(const char* address, std::uint16_t port) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    ::inet_pton(AF_INET, address, &name.sin_addr);
    const auto* where = reinterpret_cast<const sockaddr*>(&name);
    const int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
    const int listener = sockets_.emplace_back(::socket(AF_INET, type, 0)).get();
    REQUIRE(::bind(listener, where, sizeof(name)) == 0);
    REQUIRE(::listen(listener, 0) == 0);
    for (int i = 0; i < 4; ++i) {
      const int socket = sockets_.emplace_back(::socket(AF_INET, type, 0)).get();
      static_cast<void>(::connect(socket, where, sizeof(name)));
    }
  }

 private:
  std::vector<Descriptor> sockets_;
};

// The limit on descriptors of this process, for a while.
class DescriptorLimit {
 public:
  explicit DescriptorLimit(rlim_t limit) {
    REQUIRE(::getrlimit(RLIMIT_NOFILE, &before_) == 0);
    const rlimit lower{.rlim_cur = limit, .rlim_max = before_.rlim_max};
    REQUIRE(::setrlimit(RLIMIT_NOFILE, &lower) == 0);
  }
  ~DescriptorLimit() { ::setrlimit(RLIMIT_NOFILE, &before_); }
  DescriptorLimit(const DescriptorLimit&) = delete;
  DescriptorLimit& operator=(const DescriptorLimit&) = delete;

 private:
  rlimit before_{};
};

}  // namespace

TEST_CASE("a request says what it wants and nothing else") {
  std::promise<std::string> request;
  RawPeer peer([&](RawConnection& connection, int) {
    request.set_value(connection.read_request());
    connection.write(http_answer("200 OK", "{}"));
  });
  Client client(peer);
  const auto response = client.get();
  REQUIRE(response.ok());
  CHECK(response->status == 200);
  CHECK(response->body == "{}");
  const std::string sent = request.get_future().get();
  CHECK(sent.rfind("GET " + kJobTarget + " HTTP/1.1\r\n", 0) == 0);
  CHECK_THAT(sent, ContainsSubstring("Host: 127.0.0.1:" + std::to_string(peer.port()) + "\r\n"));
  CHECK_THAT(sent, ContainsSubstring("Authorization: Bearer token\r\n"));
  CHECK_THAT(sent, ContainsSubstring("Accept-Encoding: identity\r\n"));
}

TEST_CASE("a request that is not permitted opens no connection") {
  RawPeer peer(always(http_answer("200 OK", "{}")));
  Client client(peer, {"127.0.0.1"},
                [](const HttpRequest& request) { return request.target == "/a"; });
  CHECK(client.http.send({.target = "/b"}, in(milliseconds(5000))).failure() ==
        Failure{Reason::kInternal, "request is not permitted"});
  CHECK(peer.connections() == 0);
  CHECK(client.http.send({.target = "/a"}, in(milliseconds(5000))).ok());
}

TEST_CASE("a connection that went stale is replaced once") {
  SECTION("and the request is answered") {
    RawPeer peer(once(http_answer("200 OK", "{}")));
    Client client(peer);
    for (int i = 0; i < 4; ++i) REQUIRE(client.get().ok());
    CHECK(peer.connections() == 4);
  }
  SECTION("even if it ends only when the request is under way") {
    RawPeer peer([](RawConnection& connection, int number) {
      for (int i = 0; !connection.read_request().empty(); ++i) {
        if (number == 0 && i == 1) return;
        connection.write(http_answer("200 OK", "{}"));
      }
    });
    Client client(peer);
    REQUIRE(client.get().ok());
    REQUIRE(client.get().ok());
    CHECK(peer.connections() == 2);
  }
  SECTION("but a new one that breaks is not") {
    RawPeer peer(once(""));
    Client client(peer);
    CHECK(client.failure().reason == Reason::kTruncated);
    CHECK(peer.connections() == 1);
  }
}

TEST_CASE("a connection that was reset is replaced once") {
  RawPeer peer(at_first([](RawConnection& connection, int) {
    connection.read_request();
    connection.write(http_answer("200 OK", "{}"));
    connection.read_request();
    connection.reset();
  }));
  Client client(peer);
  REQUIRE(client.get().ok());
  REQUIRE(client.get().ok());
  CHECK(peer.connections() == 2);
}

TEST_CASE("a request is not sent again once anything was received") {
  RawPeer peer(at_first([](RawConnection& connection, int) {
    connection.read_request();
    connection.write(http_answer("200 OK", "{}"));
    connection.read_request();
    connection.write("H");
  }));
  Client client(peer);
  REQUIRE(client.get().ok());
  CHECK(client.failure() == Failure{Reason::kTruncated, "broken off before the body"});
  CHECK(peer.connections() == 1);
}

TEST_CASE("which connections are used again") {
  const std::string body = "{}";
  const auto [bytes, connections] = GENERATE_COPY(table<std::string, int>({
      {http_answer("200 OK", body), 1},
      {http_answer("404 Not Found", "no such job"), 1},
      {http_answer("200 OK", body, "Connection: keep-alive\r\n"), 1},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", 1},
      {"HTTP/1.1 204 No Content\r\n\r\n", 1},
      {"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", 1},
      {"HTTP/1.1 100 Continue\r\n\r\n" + http_answer("200 OK", body), 1},
      // Those that say that this was all.
      {http_answer("200 OK", body, "Connection: close\r\n"), 2},
      {http_answer("200 OK", body, "connection:CLOSE \r\n"), 2},
      {http_answer("200 OK", body, "Connection: keep-alive\r\nConnection: x ,Close\r\n"), 2},
      {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", 2},
      // Those that bring more than was asked for.
      {http_answer("200 OK", body) + http_answer("200 OK", "{\"id\": \"stray\"}"), 2},
      {http_answer("204 No Content", body), 2},
      {http_answer("404 Not Found", std::string(65 << 10, ' ')), 2},
  }));
  CAPTURE(bytes);
  RawPeer peer(always(bytes));
  Client client(peer);
  for (int i = 0; i < 2; ++i) {
    const auto response = client.get();
    REQUIRE(response.ok());
    CHECK(response->body == (response->status == 200 ? body : ""));
  }
  CHECK(peer.connections() == connections);
}

TEST_CASE("bytes that come after an answer are nobody's") {
  std::promise<void> answered;
  std::promise<void> strayed;
  RawPeer peer(at_first([&](RawConnection& connection, int) {
    connection.read_request();
    connection.write(http_answer("200 OK", "{}"));
    answered.get_future().wait();
    connection.write(http_answer("200 OK", "stray"));
    strayed.set_value();
    connection.await_end();
  }));
  Client client(peer);
  REQUIRE(client.get().ok());
  answered.set_value();
  strayed.get_future().wait();
  const auto response = client.get();
  REQUIRE(response.ok());
  CHECK(response->body == "{}");
  CHECK(peer.connections() == 2);
}

TEST_CASE("a redirect is not followed") {
  RawPeer elsewhere(always(http_answer("200 OK", "{}")));
  RawPeer peer(always(
      http_answer("302 Found", "",
                  "Location: http://127.0.0.1:" + std::to_string(elsewhere.port()) + "/\r\n")));
  Client client(peer);
  const auto response = client.get();
  REQUIRE(response.ok());
  CHECK(response->status == 302);
  CHECK(elsewhere.connections() == 0);
}

TEST_CASE("nobody listens") {
  CHECK(Client(closed_port()).failure() == kRefused);
}

TEST_CASE("a connect that nobody answers ends at the deadline") {
  RawPeer peer(always(http_answer("200 OK", "{}")));
  const BlackHole hole("127.0.0.2", peer.port());
  Client client(peer, {"127.0.0.2"});
  const auto begin = std::chrono::steady_clock::now();
  CHECK(client.failure(milliseconds(100)) ==
        Failure{Reason::kTimeout, "deadline while connecting"});
  CHECK(std::chrono::steady_clock::now() - begin >= milliseconds(100));
}

TEST_CASE("a dead address leaves the next one its chance") {
  RawPeer peer(always(http_answer("200 OK", "{}")));
  const BlackHole hole("127.0.0.2", peer.port());
  const BlackHole another("127.0.0.3", peer.port());
  // ::1 has no listener on this port; on a machine without IPv6 it is unreachable, which is as
  // good.
  const auto addresses =
      GENERATE(as<Addresses>{}, Addresses{"::1", "127.0.0.1"}, Addresses{"127.0.0.2", "127.0.0.1"},
               Addresses{"127.0.0.2", "127.0.0.3", "::1", "127.0.0.1"},
               Addresses{"no address", "127.0.0.1"});
  Client client(peer, addresses);
  CHECK(client.get(milliseconds(2000)).ok());
  CHECK(peer.connections() == 1);
}

TEST_CASE("a peer that does not read ends at the deadline") {
  RawPeer peer([](RawConnection& connection, int) {
    while (!connection.ends_within(milliseconds(5000))) {
    }
    connection.read_request();
  });
  Client client(peer);
  const HttpRequest request{.method = HttpRequest::Method::kPost,
                            .target = "/api/v1/auth/tokens/",
                            .bearer = {},
                            .body = std::string(64 << 20, ' ')};
  const auto response = client.http.send(request, in(milliseconds(300)));
  REQUIRE_FALSE(response.ok());
  CHECK(response.failure().reason == Reason::kTimeout);
}

TEST_CASE("cancelling ends a request before its deadline, and all later ones") {
  std::promise<void> asked;
  RawPeer peer(at_first([&](RawConnection& connection, int) {
    connection.read_request();
    asked.set_value();
    connection.await_end();
  }));
  Client client(peer);
  auto answer = std::async(std::launch::async, [&] { return client.get(std::chrono::minutes(5)); });
  asked.get_future().wait();
  client.cancellation.cancel();
  CHECK(answer.get().failure() == Failure{Reason::kTimeout, "cancelled before the body"});
  CHECK(client.failure(std::chrono::minutes(5)) ==
        Failure{Reason::kTimeout, "cancelled while connecting"});
  CHECK(peer.connections() == 1);
}

TEST_CASE("cancelling ends a connect") {
  RawPeer peer(always(http_answer("200 OK", "{}")));
  const BlackHole hole("127.0.0.2", peer.port());
  Client client(peer, {"127.0.0.2", "127.0.0.2"});
  auto answer = std::async(std::launch::async, [&] { return client.get(std::chrono::minutes(5)); });
  client.cancellation.cancel();
  CHECK(answer.get().failure() == Failure{Reason::kTimeout, "cancelled while connecting"});
}

TEST_CASE("no descriptor is left") {
  Client client(closed_port());
  {
    const DescriptorLimit none(0);
    CHECK(client.failure() == Failure{Reason::kConnect, "no socket: too many open files"});
  }
  CHECK(client.failure() == kRefused);
}

TEST_CASE("statuses mean reasons") {
  const auto [status, wanted] = GENERATE(table<int, std::string_view>({{201, "bad_schema"},
                                                                       {204, "bad_schema"},
                                                                       {206, "bad_schema"},
                                                                       {304, "bad_schema"},
                                                                       {301, "redirect"},
                                                                       {302, "redirect"},
                                                                       {303, "redirect"},
                                                                       {307, "redirect"},
                                                                       {308, "redirect"},
                                                                       {400, "http_4xx"},
                                                                       {401, "auth"},
                                                                       {403, "forbidden"},
                                                                       {404, "not_found"},
                                                                       {410, "http_4xx"},
                                                                       {429, "rate_limited"},
                                                                       {500, "http_5xx"},
                                                                       {502, "http_5xx"},
                                                                       {503, "http_5xx"},
                                                                       {599, "http_5xx"}}));
  CAPTURE(status);
  REQUIRE(status_failure(status).has_value());
  CHECK(reason_name(status_failure(status)->reason) == wanted);
}

TEST_CASE("200 is no failure") {
  CHECK_FALSE(status_failure(200).has_value());
}

TEST_CASE("Retry-After") {
  const std::string date = "Mon, 23 Nov 2026 10:00:00 GMT";
  const auto [value, wanted] = GENERATE(table<std::string, int>({
      {"0", 0},
      {"7", 7},
      {"300", 300},
      {"301", 300},
      {"1000000000000", 300},
      {"99999999999999999999999", 300},
      // Dates, seen from the answer's own.
      {"Mon, 23 Nov 2026 10:00:20 GMT", 20},
      {"Mon, 23 Nov 2026 09:59:00 GMT", 0},
      {"Tue, 24 Nov 2026 10:00:00 GMT", 300},
      // Junk.
      {"", 30},
      {"-1", 30},
      {"-0", 30},
      {"soon", 30},
      {"1.5", 30},
      {"7 ", 30},
  }));
  CAPTURE(value);
  CHECK(retry_after({.status = 429, .body = {}, .retry_after = value, .date = date}).count() ==
        wanted);
}
