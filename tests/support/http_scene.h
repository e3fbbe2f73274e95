// SPDX-License-Identifier: Apache-2.0
// An HTTP client with its dependencies, and scripts for its peer.
#pragma once

#include <chrono>
#include <string>
#include <utility>

#include "exporter/http/client.h"
#include "tests/support/catch.h"
#include "tests/support/deadlines.h"
#include "tests/support/raw_peer.h"

namespace cckm::test {

inline const std::string kJobTarget = "/api/v1/cckm/aws/synchronization-jobs/1";

// A client of a peer on loopback, without TLS.
struct Client {
  explicit Client(
      const RawPeer& peer, const Addresses& addresses = {"127.0.0.1"},
      Permission may_send = [](const HttpRequest&) { return true; })
      : Client(peer.port(), addresses, std::move(may_send)) {}
  explicit Client(
      std::uint16_t port, const Addresses& addresses = {"127.0.0.1"},
      Permission may_send = [](const HttpRequest&) { return true; })
      : resolver("cm.test", [=](const std::string&) -> Result<Addresses> { return addresses; }),
        http({.tls = false, .host = "127.0.0.1", .port = port}, nullptr, resolver, cancellation,
             body_limit, std::move(may_send), clock()) {}

  Result<HttpResponse> get(std::chrono::milliseconds time = std::chrono::seconds(30)) {
    return http.send({.target = kJobTarget, .bearer = "token"}, in(time));
  }
  Failure failure(std::chrono::milliseconds time = std::chrono::seconds(30)) {
    const auto response = get(time);
    REQUIRE_FALSE(response.ok());
    return response.failure();
  }

  Result<HttpResponse> post(std::chrono::milliseconds time = std::chrono::seconds(30)) {
    return http.send({.method = HttpRequest::Method::kPost, .target = "/login", .body = "{}"},
                     in(time));
  }
  Now clock() const {
    return [this] { return BootClock::time_point(std::chrono::hours(1)) + passed; };
  }

  BootClock::duration passed{0};  // on the client's clock, which otherwise stands still
  Resolver resolver;
  Cancellation cancellation;
  BodyLimit body_limit;
  HttpClient http;
};

// Responds to every request with these bytes.
inline RawPeer::Script always(std::string bytes) {
  return [bytes = std::move(bytes)](RawConnection& connection, int) {
    while (!connection.read_request().empty()) connection.write(bytes);
  };
}

// Responds to one request, then closes.
inline RawPeer::Script once(std::string bytes) {
  return [bytes = std::move(bytes)](RawConnection& connection, int) {
    connection.read_request();
    connection.write(bytes);
  };
}

// Responds to one request, then stalls.
inline RawPeer::Script then_silence(std::string bytes) {
  return [bytes = std::move(bytes)](RawConnection& connection, int) {
    connection.read_request();
    connection.write(bytes);
    connection.await_end();
  };
}

// Responds to one request with `begin`, then repeats `piece` until the client closes.
inline RawPeer::Script endless(std::string begin, std::string piece) {
  return [begin = std::move(begin), piece = std::move(piece)](RawConnection& connection, int) {
    connection.read_request();
    connection.write(begin);
    while (connection.write(piece)) {
    }
  };
}

// Does the same, with a pause after each piece.
inline RawPeer::Script dripping(std::string begin, std::string piece) {
  return [begin = std::move(begin), piece = std::move(piece)](RawConnection& connection, int) {
    connection.read_request();
    connection.write(begin);
    while (!connection.ends_within(std::chrono::milliseconds(5)) && connection.write(piece)) {
    }
  };
}

// Runs `script` on the first connection. Responds correctly on all others.
inline RawPeer::Script at_first(RawPeer::Script script) {
  return [script = std::move(script)](RawConnection& connection, int number) {
    (number == 0 ? script : always(http_answer("200 OK", "{}")))(connection, number);
  };
}

// Does the same, but responds correctly to the first request of the first connection, too.
inline RawPeer::Script at_second_request(RawPeer::Script script) {
  return at_first([script = std::move(script)](RawConnection& connection, int number) {
    connection.read_request();
    connection.write(http_answer("200 OK", "{}"));
    script(connection, number);
  });
}

}  // namespace cckm::test
