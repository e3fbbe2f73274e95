// SPDX-License-Identifier: Apache-2.0
// The verdict of the health check for each kind of peer.
#include "exporter/healthcheck.h"

#include <csignal>

#include "tests/support/catch.h"
#include "tests/support/raw_peer.h"
#include "tests/unit/program/captured_output.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

// As in main(): a write to a closed connection must be an error, not a signal.
[[maybe_unused]] const auto sigpipe_before = std::signal(SIGPIPE, SIG_IGN);

struct Verdict {
  int exit_code;
  std::string output;
  std::string errors;
};

Verdict check(const std::string& host, std::uint16_t port,
              std::chrono::milliseconds patience = 30s) {
  const CapturedOutput output(std::cout);
  const CapturedOutput errors(std::cerr);
  const int exit_code = check_health({.address = {host, std::to_string(port)}}, patience);
  return {exit_code, output.text(), errors.text()};
}

RawPeer::Script responds(const std::string& status) {
  return [status](RawConnection& connection, int) {
    connection.read_request();
    connection.write(http_answer(status, "text"));
  };
}

}  // namespace

TEST_CASE("an exporter that responds to /-/healthy is healthy, also if it refuses the request") {
  const std::string status =
      GENERATE("200 OK", "400 Bad Request", "401 Unauthorized", "429 Too Many Requests");
  std::string request;
  std::uint16_t port = 0;
  Verdict verdict;
  {
    RawPeer peer([&](RawConnection& connection, int) {
      request = connection.read_request();
      connection.write(http_answer(status, "text"));
    });
    port = peer.port();
    verdict = check("127.0.0.1", port);
  }
  CHECK(verdict.exit_code == 0);
  CHECK(verdict.output ==
        "healthy: 127.0.0.1:" + std::to_string(port) + ": status " + status.substr(0, 3) + "\n");
  CHECK(verdict.errors.empty());
  CHECK_THAT(request, ContainsSubstring("GET /-/healthy HTTP/1.1\r\n"));
}

TEST_CASE("an exporter that listens on every address is asked at the local host") {
  RawPeer peer(responds("200 OK"));
  CHECK(check("", peer.port()).exit_code == 0);
}

TEST_CASE("a host name is resolved") {
  RawPeer peer(responds("200 OK"));
  CHECK(check("localhost", peer.port()).exit_code == 0);
}

TEST_CASE("an exporter below a prefix is asked below it") {
  std::string request;
  RawPeer peer([&](RawConnection& connection, int) {
    request = connection.read_request();
    connection.write(http_answer("200 OK", "text"));
  });
  const CapturedOutput output(std::cout);
  CHECK(check_health({.address = {"", std::to_string(peer.port())}, .route_prefix = "/cckm"}) == 0);
  CHECK_THAT(request, ContainsSubstring("GET /cckm/-/healthy HTTP/1.1\r\n"));
}

TEST_CASE("any other status is not healthy") {
  const std::string status = GENERATE("404 Not Found", "503 Service Unavailable");
  RawPeer peer(responds(status));
  const Verdict verdict = check("127.0.0.1", peer.port());
  CHECK(verdict.exit_code == 1);
  CHECK(verdict.output.empty());
  CHECK(verdict.errors == "not healthy: 127.0.0.1:" + std::to_string(peer.port()) + ": status " +
                              status.substr(0, 3) + "\n");
}

TEST_CASE("a port on which nobody listens is not healthy") {
  std::uint16_t port = 0;
  {
    const RawPeer gone(responds("200 OK"));
    port = gone.port();
  }
  const Verdict verdict = check("127.0.0.1", port);
  CHECK(verdict.exit_code == 1);
  CHECK(verdict.output.empty());
  CHECK_THAT(verdict.errors, ContainsSubstring("refused"));
}

TEST_CASE("a peer that is silent is not healthy when the patience ends") {
  RawPeer peer([](RawConnection& connection, int) { connection.await_end(); });
  const auto begin = std::chrono::steady_clock::now();
  CHECK(check("127.0.0.1", peer.port(), 50ms).exit_code == 1);
  CHECK(std::chrono::steady_clock::now() - begin >= 50ms);
}
