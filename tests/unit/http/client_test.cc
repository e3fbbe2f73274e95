// SPDX-License-Identifier: Apache-2.0
// The connection of each request: kept, replaced or given up.
#include "exporter/http/client.h"

#include <atomic>
#include <future>
#include <list>

#include "tests/support/http_scene.h"
#include "tests/support/tls_server.h"
#include "tests/unit/http/real_sockets.h"

using namespace cckm;
using namespace cckm::test;
using std::chrono::milliseconds;

namespace {

const std::string kOkResponse = http_answer("200 OK", "{}");

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
      {"cm.test.", "cm.test."},
      {"192.0.2.1", "192.0.2.1"},
      {"2001:db8::1", "[2001:db8::1]"},
  }));
  std::promise<std::string> request;
  RawPeer peer([&](RawConnection& connection, int) {
    request.set_value(connection.read_request());
    connection.write(kOkResponse);
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
  RawPeer peer(always(kOkResponse));
  Client client(peer, {"127.0.0.1"},
                [](const HttpRequest& request) { return request.target == "/a"; });
  CHECK(client.http.send({.target = "/b"}, in(milliseconds(5000))).failure() ==
        Failure{Reason::kInternal, "request is not permitted"});
  CHECK(peer.connections() == 0);
  CHECK(client.http.send({.target = "/a"}, in(milliseconds(5000))).ok());
}

TEST_CASE("a request after its deadline opens no connection") {
  RawPeer peer(always(kOkResponse));
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
      {kOkResponse, 1},
      {http_answer("404 Not Found", "no such job"), 1},
      {http_answer("200 OK", "{}", "Connection: close\r\n"), 3},
      {kOkResponse + kOkResponse, 3},
  }));
  CAPTURE(bytes);
  RawPeer peer(always(bytes));
  Client client(peer);
  for (int i = 0; i < 3; ++i) CHECK(client.get().ok());
  CHECK(peer.connections() == connections);
}

TEST_CASE("a stale connection is replaced and the request retried once") {
  SECTION("if the peer closed it before the request") {
    RawPeer peer(once(kOkResponse));
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
    connection.write(kOkResponse);
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
  const auto script = GENERATE_COPY(as<RawPeer::Script>{}, then_silence("H"), then_silence(begin),
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

TEST_CASE("a GET on a dead connection gets its response on a new one, which is kept") {
  RawPeer peer(at_second_request(then_silence("")));
  Client client(peer);
  check_next(client);
  CHECK_FALSE(client.http.sent_twice());
  CHECK(client.get(milliseconds(2000)).ok());
  CHECK(client.http.sent_twice());
  for (int i = 0; i < 3; ++i) check_next(client);
  CHECK_FALSE(client.http.sent_twice());
  CHECK(peer.connections() == 2);
}

TEST_CASE("a GET is sent on two connections at most, and not twice on a new one") {
  RawPeer peer([](RawConnection& connection, int number) {
    connection.read_request();
    if (number == 0) connection.write(kOkResponse);
    connection.await_end();
  });
  Client client(peer);
  check_next(client);
  CHECK(client.failure(milliseconds(500)) == Failure{Reason::kTimeout, "deadline before the body"});
  CHECK(peer.connections() == 2);
  CHECK(client.failure(milliseconds(500)) == Failure{Reason::kTimeout, "deadline before the body"});
  CHECK(peer.connections() == 3);
}

TEST_CASE("a connection that responds late is kept, and its requests sent once for a while") {
  std::promise<void> second[3];
  std::atomic<int> late = 0;  // of second
  RawPeer peer([&](RawConnection& connection, int number) {
    connection.read_request();
    if (number > 0) {
      second[late++].set_value();
      connection.await_end();
      return;
    }
    connection.write(kOkResponse);
    for (int i = 0; !connection.read_request().empty(); ++i) {
      // Responds late to all, and to the first and the third after a new connection has its
      // request.
      if (i != 1) {
        second[i / 2].get_future().wait();
      } else {
        connection.ends_within(milliseconds(750));
      }
      connection.write(kOkResponse);
    }
  });
  Client client(peer);
  check_next(client);
  CHECK(client.get(milliseconds(2000)).ok());
  CHECK(client.http.sent_twice());
  CHECK(peer.connections() == 2);
  client.passed += HttpClient::kTrust - std::chrono::nanoseconds(1);
  CHECK(client.get(milliseconds(2000)).ok());
  CHECK_FALSE(client.http.sent_twice());
  CHECK(peer.connections() == 2);
  client.passed += std::chrono::nanoseconds(1);
  CHECK(client.get(milliseconds(2000)).ok());
  CHECK(client.http.sent_twice());
  CHECK(peer.connections() == 3);
}

TEST_CASE("a POST is sent once, on a new connection, which is kept") {
  std::atomic<int> posts = 0;
  RawPeer peer([&](RawConnection& connection, int) {
    for (;;) {
      const std::string request = connection.read_request();
      if (request.empty()) return;
      if (request.starts_with("POST") && ++posts > 1) return connection.await_end();
      connection.write(kOkResponse);
    }
  });
  Client client(peer);
  check_next(client);
  CHECK(client.post().ok());
  CHECK(peer.connections() == 2);
  check_next(client);
  CHECK(peer.connections() == 2);
  const auto silent = client.post(milliseconds(500));
  REQUIRE_FALSE(silent.ok());
  CHECK(silent.failure() == Failure{Reason::kTimeout, "deadline before the body"});
  CHECK(posts == 2);
  CHECK(peer.connections() == 3);
}

TEST_CASE("a connection is renewed at the end of its life") {
  RawPeer peer(always(kOkResponse));
  Client client(peer);
  check_next(client);
  client.passed += HttpClient::kShortestLife - std::chrono::seconds(1);
  check_next(client);
  CHECK(peer.connections() == 1);
  client.passed += HttpClient::kLongestLife - HttpClient::kShortestLife + std::chrono::seconds(1);
  check_next(client);
  CHECK(peer.connections() == 2);
}

TEST_CASE("connections that were opened together are not renewed together") {
  constexpr int kClients = 64;
  RawPeer peer(always(kOkResponse));
  std::list<Client> clients;
  for (int i = 0; i < kClients; ++i) check_next(clients.emplace_back(peer));
  for (Client& client : clients) {
    client.passed += (HttpClient::kShortestLife + HttpClient::kLongestLife) / 2;
    check_next(client);
  }
  CHECK(peer.connections() > kClients + kClients / 8);
  CHECK(peer.connections() < 2 * kClients - kClients / 8);
}

TEST_CASE("a look-up that hangs does not hide the late response of a kept connection") {
  std::promise<void> never;
  const auto silence = never.get_future().share();
  const auto look_ups = std::make_shared<std::atomic<int>>(0);
  const auto age = std::make_shared<std::atomic<BootClock::time_point>>();
  std::promise<void> go;
  RawPeer peer(at_second_request([&](RawConnection& connection, int) {
    connection.read_request();
    go.get_future().wait();
    connection.write(kOkResponse);
    connection.await_end();
  }));
  Resolver resolver(
      "cm.test",
      [&go, silence, look_ups](const std::string&) -> Result<Addresses> {
        if (++*look_ups > 1) {
          go.set_value();
          silence.wait();
        }
        return Addresses{"127.0.0.1"};
      },
      [age] { return age->load(); });
  const Cancellation cancellation;
  BodyLimit body_limit;
  HttpClient client({.tls = false, .host = "cm.test", .port = peer.port()}, nullptr, resolver,
                    cancellation, body_limit, [](const HttpRequest&) { return true; });
  REQUIRE(client.send({.target = "/"}, in(std::chrono::seconds(30))).ok());
  *age = BootClock::time_point(Resolver::kStale);
  CHECK(client.send({.target = "/"}, in(milliseconds(2000))).ok());
  never.set_value();
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
