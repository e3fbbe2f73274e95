// SPDX-License-Identifier: Apache-2.0
// The HTTP client against a peer that misbehaves byte by byte.
#include "exporter/cckm/http_client.h"

#include <csignal>
#include <future>

#include "exporter/cckm/http_status.h"
#include "tests/catch.h"
#include "tests/raw_peer.h"

using namespace cckm;
using std::chrono::milliseconds;

namespace {

// As main() does: a peer that hangs up is an error code.
[[maybe_unused]] const auto sigpipe_before = std::signal(SIGPIPE, SIG_IGN);

const std::string kJobTarget = "/api/v1/cckm/aws/synchronization-jobs/1";

Deadline in(milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

// A client of a plain-HTTP peer, with all it needs.
struct Client {
  explicit Client(const RawPeer& peer)
      : http({.tls = false, .host = "127.0.0.1", .port = peer.port()}, nullptr, resolver,
             cancellation) {}

  Result<HttpResponse> get(milliseconds time = milliseconds(5000)) {
    return http.send({.target = kJobTarget, .bearer = "token"}, in(time));
  }
  Reason failure(milliseconds time = milliseconds(5000)) {
    const auto response = get(time);
    REQUIRE_FALSE(response.ok());
    return response.failure().reason;
  }

  Resolver resolver{"127.0.0.1"};
  Cancellation cancellation;
  HttpClient http;
};

// Answers every request of every connection with these bytes, then goes on to the next.
RawPeer::Script always(std::string bytes) {
  return [bytes = std::move(bytes)](RawConnection& connection, int) {
    while (!connection.read_request().empty()) connection.write(bytes);
  };
}

// The same once, then hangs up.
RawPeer::Script once(std::string bytes) {
  return [bytes = std::move(bytes)](RawConnection& connection, int) {
    connection.read_request();
    connection.write(bytes);
  };
}

// The same once, then neither speaks nor hangs up.
RawPeer::Script then_silence(std::string bytes) {
  return [bytes = std::move(bytes)](RawConnection& connection, int) {
    connection.read_request();
    connection.write(bytes);
    connection.await_end();
  };
}

// Repeats a piece for as long as anybody listens.
RawPeer::Script endless(std::string begin, std::string piece) {
  return [begin = std::move(begin), piece = std::move(piece)](RawConnection& connection, int) {
    connection.read_request();
    connection.write(begin);
    while (connection.write(piece)) {
    }
  };
}

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

TEST_CASE("nothing that is not on the allow-list leaves") {
  RawPeer peer(always(http_answer("200 OK", "{}")));
  Client client(peer);
  const auto refused = [&](HttpRequest::Method method, const std::string& target) {
    const auto response =
        client.http.send({.method = method, .target = target}, in(milliseconds(5000)));
    return !response.ok() && response.failure().reason == Reason::kInternal;
  };
  using Method = HttpRequest::Method;
  CHECK(refused(Method::kGet, "/api/v1/auth/tokens/"));
  CHECK(refused(Method::kGet, "/api/v1/cckm/aws/synchronization-jobs"));
  CHECK(refused(Method::kGet, "/api/v1/cckm/aws/synchronization-jobs/"));
  CHECK(refused(Method::kGet, kJobTarget + "/cancel"));
  CHECK(refused(Method::kGet, kJobTarget + "?x=1"));
  CHECK(refused(Method::kGet, "/api/v1/cckm/aws/keys/1"));
  CHECK(refused(Method::kPost, kJobTarget));
  CHECK(refused(Method::kPost, "/api/v1/auth/tokens/../keys"));
  CHECK(peer.connections() == 0);
}

TEST_CASE("a connection is kept and used again") {
  RawPeer peer(always(http_answer("200 OK", "{}")));
  Client client(peer);
  for (int i = 0; i < 5; ++i) REQUIRE(client.get().ok());
  CHECK(peer.connections() == 1);
}

TEST_CASE("an answer other than 200 leaves the connection usable") {
  RawPeer peer(always(http_answer("404 Not Found", "no such job")));
  Client client(peer);
  for (int i = 0; i < 3; ++i) {
    const auto response = client.get();
    REQUIRE(response.ok());
    CHECK(response->status == 404);
    CHECK(response->body.empty());
  }
  CHECK(peer.connections() == 1);
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
    CHECK(client.failure() == Reason::kTruncated);
    CHECK(peer.connections() == 1);
  }
}

TEST_CASE("whatever stalls ends at the deadline") {
  const auto stall =
      GENERATE(as<std::string>{}, "", "HTTP/1.1 2",
               "HTTP/1.1 200 OK\r\nX: ", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n",
               "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{",
               "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{");
  CAPTURE(stall);
  RawPeer peer(then_silence(stall));
  Client client(peer);
  const auto begin = std::chrono::steady_clock::now();
  CHECK(client.failure(milliseconds(100)) == Reason::kTimeout);
  CHECK(std::chrono::steady_clock::now() - begin >= milliseconds(100));
  // A client that was cut is as good as new.
  CHECK(client.failure(milliseconds(50)) == Reason::kTimeout);
}

TEST_CASE("headers over the cap are refused, however they come") {
  const auto [begin, piece] =
      GENERATE(table<std::string, std::string>({{"", "HTTP/1.1 100 Continue\r\n\r\n"},
                                                {"HTTP/1.1 200 OK\r\n", "X: y\r\n"},
                                                {"HTTP/1.1 404 Not Found\r\nX: ", "a"}}));
  CAPTURE(begin, piece);
  RawPeer peer(endless(begin, piece));
  Client client(peer);
  CHECK(client.failure() == Reason::kTooLarge);
}

TEST_CASE("cancelling ends a request before its deadline") {
  std::promise<void> asked;
  RawPeer peer([&](RawConnection& connection, int) {
    connection.read_request();
    asked.set_value();
    connection.await_end();
  });
  Client client(peer);
  auto answer = std::async(std::launch::async, [&] { return client.get(std::chrono::minutes(5)); });
  asked.get_future().wait();
  client.cancellation.cancel();
  CHECK(answer.get().failure().reason == Reason::kTimeout);
}

TEST_CASE("answers that break off or break the rules") {
  const auto [bytes, wanted] = GENERATE(table<std::string, Reason>({
      // Broken off.
      {"", Reason::kTruncated},
      {"HTTP/1.1 200", Reason::kTruncated},
      {"HTTP/1.1 200 OK\r\nContent-Le", Reason::kTruncated},
      {"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{", Reason::kTruncated},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{", Reason::kTruncated},
      {"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n",
       Reason::kTruncated},
      // Not HTTP, or with a length that is none.
      {"SSH-2.0-OpenSSH_9.2\r\n", Reason::kTruncated},
      {"HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n{}", Reason::kTruncated},
      {"HTTP/1.1 200 OK\r\nContent-Length: junk\r\n\r\n{}", Reason::kTruncated},
      {"HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n{}", Reason::kTruncated},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nContent-Length: 3\r\n\r\n{}", Reason::kTruncated},
      {"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}",
       Reason::kTruncated},
      // An encoding that nobody asked for.
      {http_answer("200 OK", "{}", "Content-Encoding: gzip\r\n"), Reason::kBadEncoding},
      {http_answer("200 OK", "{}", "Content-Encoding: br\r\n"), Reason::kBadEncoding},
  }));
  CAPTURE(bytes);
  RawPeer peer(once(bytes));
  Client client(peer);
  CHECK(client.failure() == wanted);
}

TEST_CASE("a body over the cap is refused, however it comes") {
  const auto begin =
      GENERATE(as<std::string>{}, "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n",
               "HTTP/1.1 200 OK\r\n\r\n");
  RawPeer peer(endless(begin, std::string(64 << 10, ' ')));
  Client client(peer);
  CHECK(client.failure() == Reason::kTooLarge);
}

TEST_CASE("a body of exactly the cap is read") {
  RawPeer peer(once(http_answer("200 OK", std::string(kMaxBodyBytes, ' '))));
  Client client(peer);
  const auto response = client.get();
  REQUIRE(response.ok());
  CHECK(response->body.size() == kMaxBodyBytes);
}

TEST_CASE("a status without a body is told at once") {
  const auto status = GENERATE(as<std::string>{}, "204 No Content", "304 Not Modified");
  RawPeer peer(then_silence("HTTP/1.1 " + status + "\r\n\r\n"));
  Client client(peer);
  const auto response = client.get();
  REQUIRE(response.ok());
  CHECK(response->status == std::stoi(status));
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
  std::uint16_t port = 0;
  {
    const RawPeer gone([](RawConnection&, int) {});
    port = gone.port();
  }
  Resolver resolver("127.0.0.1");
  Cancellation cancellation;
  HttpClient client({.tls = false, .host = "127.0.0.1", .port = port}, nullptr, resolver,
                    cancellation);
  const auto response = client.send({.target = kJobTarget}, in(milliseconds(5000)));
  REQUIRE_FALSE(response.ok());
  CHECK(response.failure().reason == Reason::kConnect);
}

TEST_CASE("a dead address leaves the next one its chance") {
  RawPeer peer(always(http_answer("200 OK", "{}")));
  // ::1 has no listener on this port; on a machine without IPv6 it is unreachable, which is as
  // good.
  Resolver resolver("cm.test", [](const std::string&) -> Result<Addresses> {
    return Addresses{"::1", "127.0.0.1"};
  });
  Cancellation cancellation;
  HttpClient client({.tls = false, .host = "cm.test", .port = peer.port()}, nullptr, resolver,
                    cancellation);
  CHECK(client.send({.target = kJobTarget}, in(milliseconds(5000))).ok());
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
      {"soon", 30},
      {"1.5", 30},
      {"7 ", 30},
  }));
  CAPTURE(value);
  CHECK(retry_after({.status = 429, .body = {}, .retry_after = value, .date = date}).count() ==
        wanted);
}
