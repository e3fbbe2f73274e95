// SPDX-License-Identifier: Apache-2.0
// The connection of each request: kept, replaced or given up.
#include "exporter/http/client.h"

#include <csignal>
#include <future>

#include "tests/support/http_scene.h"
#include "tests/support/tls_server.h"

using namespace cckm;
using namespace cckm::test;
using std::chrono::milliseconds;

namespace {

// As in main(): a write to a closed connection must be an error, not a signal.
[[maybe_unused]] const auto sigpipe_before = std::signal(SIGPIPE, SIG_IGN);

const std::string kOk = http_answer("200 OK", "{}");

// Checks that the client's next request succeeds.
void check_next(Client& client) {
  const auto response = client.get();
  REQUIRE(response.ok());
  CHECK(response->body == "{}");
}

}  // namespace

TEST_CASE("the Host header has the port if it is not the default") {
  const auto [host, wanted] = GENERATE(table<std::string, std::string>({
      {"cm.test", "cm.test"},
      {"192.0.2.1", "192.0.2.1"},
      {"2001:db8::1", "[2001:db8::1]"},
  }));
  std::promise<std::string> request;
  RawPeer peer([&](RawConnection& connection, int) {
    request.set_value(connection.read_request());
    connection.write(kOk);
  });
  const Client scene(peer);
  Resolver resolver("cm.test", [](const std::string&) { return Addresses{"127.0.0.1"}; });
  BodyLimit body_limit;
  HttpClient client({.tls = false, .host = host, .port = peer.port()}, nullptr, resolver,
                    scene.cancellation, body_limit, [](const HttpRequest&) { return true; });
  REQUIRE(client.send({.target = "/"}, in(std::chrono::seconds(30))).ok());
  CHECK_THAT(request.get_future().get(),
             ContainsSubstring("\r\nHost: " + wanted + ":" + std::to_string(peer.port()) + "\r\n"));
}

TEST_CASE("a request that is not permitted opens no connection") {
  RawPeer peer(always(kOk));
  Client client(peer, {"127.0.0.1"},
                [](const HttpRequest& request) { return request.target == "/a"; });
  CHECK(client.http.send({.target = "/b"}, in(milliseconds(5000))).failure() ==
        Failure{Reason::kInternal, "request is not permitted"});
  CHECK(peer.connections() == 0);
  CHECK(client.http.send({.target = "/a"}, in(milliseconds(5000))).ok());
}

TEST_CASE("a request after its deadline opens no connection") {
  RawPeer peer(always(kOk));
  Client client(peer);
  CHECK(client.failure(milliseconds(0)) == Failure{Reason::kTimeout, "no time left"});
  CHECK(peer.connections() == 0);
}

TEST_CASE("a failed look-up is the request's failure") {
  Client client(1, {});
  CHECK(client.failure() == Failure{Reason::kConnect, "no address"});
  Resolver resolver("cm.test", [](const std::string&) -> Result<Addresses> {
    return Failure{Reason::kDns, "no such name"};
  });
  BodyLimit body_limit;
  HttpClient unresolved({.tls = false, .host = "cm.test", .port = 1}, nullptr, resolver,
                        client.cancellation, body_limit, [](const HttpRequest&) { return true; });
  CHECK(unresolved.send({.target = "/"}, in(std::chrono::seconds(30))).failure() ==
        Failure{Reason::kDns, "no such name"});
}

TEST_CASE("a connection is kept if it is reusable, else replaced") {
  const auto [bytes, connections] = GENERATE(table<std::string, int>({
      {kOk, 1},
      {http_answer("404 Not Found", "no such job"), 1},
      {http_answer("200 OK", "{}", "Connection: close\r\n"), 3},
      {kOk + kOk, 3},
  }));
  CAPTURE(bytes);
  RawPeer peer(always(bytes));
  Client client(peer);
  for (int i = 0; i < 3; ++i) CHECK(client.get().ok());
  CHECK(peer.connections() == connections);
}

TEST_CASE("a stale connection is replaced and the request retried once") {
  SECTION("if the peer closed it before the request") {
    RawPeer peer(once(kOk));
    Client client(peer);
    for (int i = 0; i < 4; ++i) check_next(client);
    CHECK(peer.connections() == 4);
  }
  SECTION("if the peer closes it after the request") {
    RawPeer peer(
        at_second_request([](RawConnection& connection, int) { connection.read_request(); }));
    Client client(peer);
    for (int i = 0; i < 3; ++i) check_next(client);
    CHECK(peer.connections() == 2);
  }
  SECTION("if the peer resets it after the request") {
    RawPeer peer(at_second_request([](RawConnection& connection, int) {
      connection.read_request();
      connection.reset();
    }));
    Client client(peer);
    for (int i = 0; i < 3; ++i) check_next(client);
    CHECK(peer.connections() == 2);
  }
}

TEST_CASE("a request is not retried on a new connection that fails") {
  RawPeer peer(once(""));
  Client client(peer);
  CHECK(client.failure() == Failure{Reason::kTruncated, "connection ended before the body"});
  CHECK(peer.connections() == 1);
}

TEST_CASE("a request is not retried once a byte was received") {
  RawPeer peer(at_second_request(once("H")));
  Client client(peer);
  check_next(client);
  CHECK(client.failure() == Failure{Reason::kTruncated, "connection ended before the body"});
  CHECK(peer.connections() == 1);
  check_next(client);
}

TEST_CASE("bytes after a response are not the next response") {
  std::promise<void> received;
  std::promise<void> strayed;
  RawPeer peer(at_first([&](RawConnection& connection, int) {
    connection.read_request();
    connection.write(kOk);
    received.get_future().wait();
    connection.write(http_answer("200 OK", "stray"));
    strayed.set_value();
    connection.await_end();
  }));
  Client client(peer);
  check_next(client);
  received.set_value();
  strayed.get_future().wait();
  check_next(client);
  CHECK(peer.connections() == 2);
}

TEST_CASE("a response that stalls or drips ends at the deadline, and the next request succeeds") {
  const std::string begin = "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n";
  const auto script = GENERATE_COPY(as<RawPeer::Script>{}, then_silence(""), then_silence(begin),
                                    then_silence(begin + "\r\n{"), dripping(begin, "X: y\r\n"),
                                    dripping(begin + "\r\n", " "));
  RawPeer peer(at_second_request(script));
  Client client(peer);
  check_next(client);
  const Deadline earliest = in(milliseconds(50));
  CHECK(client.failure(milliseconds(50)).reason == Reason::kTimeout);
  CHECK(std::chrono::steady_clock::now() >= earliest);
  check_next(client);
}

TEST_CASE("a response that is reset is truncated, and the next request succeeds") {
  RawPeer peer(at_first([](RawConnection& connection, int) {
    connection.read_request();
    connection.write("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{");
    connection.reset();
  }));
  Client client(peer);
  CHECK(client.failure().reason == Reason::kTruncated);
  check_next(client);
}

TEST_CASE("a request to a peer that does not read ends at the deadline") {
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

TEST_CASE("cancelling ends a request, and every later one") {
  std::promise<void> requested;
  RawPeer peer(at_first([&](RawConnection& connection, int) {
    connection.read_request();
    requested.set_value();
    connection.await_end();
  }));
  Client client(peer);
  auto response =
      std::async(std::launch::async, [&] { return client.get(std::chrono::minutes(5)); });
  requested.get_future().wait();
  client.cancellation.cancel();
  CHECK(response.get().failure() == Failure{Reason::kTimeout, "cancelled before the body"});
  CHECK(client.failure(std::chrono::minutes(5)) ==
        Failure{Reason::kTimeout, "cancelled while connecting"});
  CHECK(peer.connections() == 1);
}

TEST_CASE("a peer that requires a client certificate and closes without one is a TLS failure") {
  const TlsServer server(SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT);
  const RawPeer peer(server.script([](SSL*) {}));
  Resolver resolver("127.0.0.1");
  const Cancellation cancellation;
  BodyLimit body_limit;
  HttpClient client({.host = "127.0.0.1", .port = peer.port()},
                    TlsContext::load({.insecure_skip_verify = true}, "127.0.0.1").value(), resolver,
                    cancellation, body_limit, [](const HttpRequest&) { return true; });
  const auto response = client.send({.target = "/"}, in(std::chrono::seconds(30)));
  REQUIRE_FALSE(response.ok());
  CHECK(response.failure() ==
        Failure{Reason::kTls, "closed after requesting a client certificate"});
}
