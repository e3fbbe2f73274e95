// SPDX-License-Identifier: Apache-2.0
// Feeds an exchange by hand: each response of a peer becomes a response or a reason, within the
// caps.
#include "exporter/http/exchange.h"

#include <unistd.h>

#include <chrono>
#include <fstream>
#include <functional>
#include <new>
#include <stdexcept>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/deadlines.h"
#include "tests/support/process_status.h"
#include "tests/support/raw_peer.h"
#include "tests/support/scripted_stream.h"
#include "tests/unit/http/ok_line.h"

using namespace cckm;
using namespace cckm::test;

namespace {

const std::string kChunked = kOkLine + "Transfer-Encoding: chunked\r\n\r\n";

const std::string kLargeBody(BodyLimit::kSmallBytes + 1, ' ');

struct ExchangeScene {
  explicit ExchangeScene(Script script) : stream(std::move(script)) {}

  Exchanged send(const HttpRequest& request, std::chrono::milliseconds time) {
    return exchange(stream, "cm.test:8443", request, in(time), body_limit);
  }
  Exchanged get(std::chrono::milliseconds time = std::chrono::seconds(30)) {
    return send({.target = "/api/job?x=%2F", .bearer = "token"}, time);
  }
  Failure failure() {
    const Exchanged exchanged = get();
    REQUIRE_FALSE(exchanged.response.ok());
    CHECK_FALSE(exchanged.reusable);
    return exchanged.response.failure();
  }

  ScriptedStream stream;
  BodyLimit body_limit;
};

// A stream that accepts all bytes, and throws an exception instead of reading some.
class ThrowingStream final : public ByteStream {
 public:
  explicit ThrowingStream(std::function<void()> raise) : raise_(std::move(raise)) {}

  Result<std::size_t> read(char*, std::size_t, Deadline) override {
    raise_();
    return 0;
  }
  Result<std::size_t> write(std::string_view bytes, Deadline) override { return bytes.size(); }

 private:
  const std::function<void()> raise_;
};

std::vector<BodyLimit::Permit> take_permits(BodyLimit& limit, std::ptrdiff_t number) {
  std::vector<BodyLimit::Permit> taken;
  for (std::ptrdiff_t i = 0; i < number; ++i) {
    REQUIRE(taken.emplace_back(limit.enter(Deadline{})));
  }
  return taken;
}

// Returns the peak of this process's memory in MiB since the last reset_peak().
double peak() {
  return mebibytes(::getpid(), "VmHWM");
}
void reset_peak() {
  std::ofstream("/proc/self/clear_refs") << 5;
}

// Returns how an exchange fails that must take little memory and end soon after its cap.
Reason capped_reason(const std::string& bytes, const std::string& repeated) {
  ExchangeScene scene({.bytes = bytes, .repeated = repeated, .end = End::kStall});
  reset_peak();
  const double before = peak();
  const Reason reason = scene.failure().reason;
  if (kMemoryIsOurs) CHECK(peak() - before < 32);
  CHECK(scene.stream.bytes_read() < 10 << 20);
  return reason;
}

}  // namespace

TEST_CASE("a GET has the expected headers and no body") {
  ExchangeScene scene({.bytes = http_answer("200 OK", "{}"),
                       .piece = GENERATE(std::size_t{1}, Script::kUnlimited)});
  const Exchanged exchanged = scene.get();
  REQUIRE(exchanged.response.ok());
  CHECK(exchanged.response->status == 200);
  CHECK(exchanged.response->body == "{}");
  const std::string& sent = scene.stream.written();
  CHECK(sent.rfind("GET /api/job?x=%2F HTTP/1.1\r\n", 0) == 0);
  CHECK_THAT(sent, ContainsSubstring("\r\nHost: cm.test:8443\r\n"));
  CHECK_THAT(sent, ContainsSubstring("\r\nAuthorization: Bearer token\r\n"));
  CHECK_THAT(sent, ContainsSubstring("\r\nAccept: application/json\r\n"));
  CHECK_THAT(sent, ContainsSubstring("\r\nAccept-Encoding: identity\r\n"));
  CHECK_THAT(sent, ContainsSubstring("\r\nUser-Agent: cckm_exporter\r\n"));
  CHECK(sent.find("\r\n\r\n") == sent.size() - 4);
}

TEST_CASE("a POST has a JSON body and no token") {
  ExchangeScene scene({.bytes = http_answer("200 OK", "{}")});
  const HttpRequest request{.method = HttpRequest::Method::kPost,
                            .target = "/api/token",
                            .bearer = {},
                            .body = R"({"a":1})"};
  REQUIRE(scene.send(request, std::chrono::seconds(30)).response.ok());
  const std::string& sent = scene.stream.written();
  CHECK(sent.rfind("POST /api/token HTTP/1.1\r\n", 0) == 0);
  CHECK_THAT(sent, ContainsSubstring("\r\nContent-Type: application/json\r\n"));
  CHECK_THAT(sent, ContainsSubstring("\r\nContent-Length: 7\r\n"));
  CHECK(sent.find("Authorization") == std::string::npos);
  CHECK(sent.substr(sent.find("\r\n\r\n")) == "\r\n\r\n{\"a\":1}");
}

TEST_CASE("an exchange has one deadline for all its reads and writes") {
  ExchangeScene scene({.bytes = kChunked + "2\r\n{}\r\n0\r\n\r\n", .piece = 1});
  REQUIRE(scene.get().response.ok());
  CHECK(scene.stream.deadlines().size() == 1);
}

TEST_CASE("a request that cannot be written fails and names the phase") {
  const auto [end, wanted] = GENERATE(table<End, Failure>({
      {End::kBreak, {Reason::kTruncated, "connection ended in the request"}},
      {End::kStall, {Reason::kTimeout, "deadline in the request"}},
  }));
  ExchangeScene scene(
      {.bytes = {}, .end = end, .writable = GENERATE(std::size_t{0}, std::size_t{10})});
  const Exchanged exchanged = scene.get();
  REQUIRE_FALSE(exchanged.response.ok());
  CHECK(exchanged.response.failure() == wanted);
  CHECK_FALSE(exchanged.received);
}

TEST_CASE("a stall ends with a timeout that names the phase") {
  const auto [bytes, phase] = GENERATE(table<std::string, std::string>({
      {"", "before"},
      {"HTTP/1.1 2", "before"},
      {"HTTP/1.1 100 Continue\r\n\r\n", "before"},
      {kOkLine + "X: ", "before"},
      {kOkLine + "Content-Length: 10\r\n\r\n", "in"},
      {kOkLine + "Content-Length: 10\r\n\r\n{", "in"},
      {kOkLine + "\r\n{}", "in"},
      {kChunked, "in"},
      {kChunked + "5\r\n{", "in"},
      {kChunked + "2\r\n{}\r\n0\r\n", "in"},
  }));
  CAPTURE(bytes);
  ExchangeScene scene(
      {.bytes = bytes, .end = End::kStall, .piece = GENERATE(std::size_t{1}, Script::kUnlimited)});
  const Exchanged exchanged = scene.get();
  REQUIRE_FALSE(exchanged.response.ok());
  CHECK(exchanged.response.failure() ==
        Failure{Reason::kTimeout, "deadline " + phase + " the body"});
  CHECK(exchanged.received == !bytes.empty());
}

TEST_CASE("a response over a cap is rejected and takes no memory") {
  const std::string block(64 << 10, 'a');
  const auto [bytes, repeated] = GENERATE_COPY(table<std::string, std::string>({
      // Before the body.
      {"", "HTTP/1.1 100 Continue\r\n\r\n"},
      {"HTTP/1.1 200 " + std::string(60'000, 'a') + "\r\n\r\n", " "},
      {"HTTP/1.1 200 ", block},
      {"HTTP/1.1 404 ", block},
      {kOkLine, "X: y\r\n"},
      {kOkLine + "X: ", block},
      {"HTTP/1.1 404 Not Found\r\nX: ", block},
      // The body.
      {kOkLine + "Content-Length: 1073741824\r\n\r\n", block},
      {kOkLine + "Content-Length: 8388609\r\n\r\n", ""},
      {kOkLine + "\r\n", block},
      {kChunked, "10000\r\n" + block + "\r\n"},
      {kChunked + "40000000\r\n", block},
      {kChunked + "7fffffffffffffff\r\n", block},
      // Its framing.
      {kChunked, "1\r\n \r\n"},
  }));
  CAPTURE(bytes.substr(0, 100), repeated.substr(0, 100));
  CHECK(capped_reason(bytes, repeated) == Reason::kTooLarge);
}

TEST_CASE("framing without end is rejected and takes no memory") {
  const std::string block(64 << 10, 'a');
  const auto [bytes, repeated] = GENERATE_COPY(table<std::string, std::string>({
      {kChunked, "0"},
      {kChunked + "1;", block},
      {kChunked + "0\r\nX: ", block},
      {kChunked + "0\r\n", "X: y\r\n"},
  }));
  CAPTURE(bytes, repeated.substr(0, 100));
  // cpp-httplib 0.11 rejects all trailers. 0.18 rejects long lines and trailers over the cap.
  const Reason reason = capped_reason(bytes, repeated);
  CHECK((reason == Reason::kTruncated || reason == Reason::kTooLarge));
}

TEST_CASE("a response within the caps is read") {
  std::string interim;
  for (int i = 0; i < 1000; ++i) interim += "HTTP/1.1 100 Continue\r\n\r\n";
  const auto bytes = GENERATE_COPY(
      as<std::string>{}, http_answer("200 OK", "{}"), interim + http_answer("200 OK", "{}"),
      "HTTP/1.1 103 Early Hints\r\nLink: </x>; rel=y\r\n\r\n" + http_answer("200 OK", "{}"),
      http_answer("200 " + std::string(8000, 'a'), "{}"),
      http_answer("200 OK", "{}", "X: " + std::string(60'000, 'a') + "\r\n"),
      http_answer("200 OK", "{}", "Empty:\r\nPercent: %0d%0a%\r\n"),
      http_answer("200 OK", "{}", "Content-Encoding: identity\r\n"),
      "HTTP/1.1 200\r\nContent-Length: 2\r\n\r\n{}", "HTTP/1.0 200 OK\r\n\r\n{}",
      kChunked + "1;x=y\r\n{\r\n01\r\n}\r\n0\r\n\r\n");
  CAPTURE(bytes.substr(0, 100));
  ExchangeScene scene({.bytes = bytes, .piece = GENERATE(std::size_t{1}, Script::kUnlimited)});
  const Exchanged exchanged = scene.get();
  REQUIRE(exchanged.response.ok());
  CHECK(exchanged.response->body == "{}");
  CHECK(exchanged.received);
}

TEST_CASE("a body of exactly the cap is read") {
  const auto begin = GENERATE(as<std::string>{}, kOkLine + "Content-Length: 8388608\r\n\r\n",
                              kOkLine + "\r\n", kChunked + "800000\r\n");
  ExchangeScene scene(
      {.bytes = begin + std::string(kMaxBodyBytes, ' ') +
                (begin.find("chunked") == std::string::npos ? "" : "\r\n0\r\n\r\n")});
  const Exchanged exchanged = scene.get();
  REQUIRE(exchanged.response.ok());
  CHECK(exchanged.response->body.size() == kMaxBodyBytes);
}

TEST_CASE("a status without a body is returned at once") {
  const auto status = GENERATE(as<std::string>{}, "204 No Content", "304 Not Modified");
  const auto headers =
      GENERATE(as<std::string>{}, "", "Content-Length: 10\r\n", "Transfer-Encoding: chunked\r\n");
  ExchangeScene scene(
      {.bytes = "HTTP/1.1 " + status + "\r\n" + headers + "\r\n", .end = End::kStall});
  const Exchanged exchanged = scene.get();
  REQUIRE(exchanged.response.ok());
  CHECK(exchanged.response->status == std::stoi(status));
  CHECK(exchanged.reusable);
}

TEST_CASE("the status of anything but a 200 is returned even if its body is bad") {
  const auto rest = GENERATE(as<std::string>{}, "Content-Length: 10\r\n\r\n{",
                             "Transfer-Encoding: chunked\r\n\r\nzz", "\r\n{");
  ExchangeScene scene(
      {.bytes = "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 7\r\nDate: now\r\n" + rest});
  const Exchanged exchanged = scene.get();
  REQUIRE(exchanged.response.ok());
  CHECK(exchanged.response->status == 503);
  CHECK(exchanged.response->retry_after == "7");
  CHECK(exchanged.response->date == "now");
  CHECK_FALSE(exchanged.reusable);
}

TEST_CASE("an error keeps its status if its body is encoded or badly framed") {
  const auto fields = GENERATE(as<std::string>{}, "Content-Encoding: gzip\r\n",
                               "Content-Length: 2\r\n", "Transfer-Encoding: gzip, chunked\r\n");
  CAPTURE(fields);
  ExchangeScene scene(
      {.bytes = http_answer("401 Unauthorized", "{}", fields + "Retry-After: 7\r\n")});
  const Exchanged exchanged = scene.get();
  REQUIRE(exchanged.response.ok());
  CHECK(exchanged.response->status == 401);
  CHECK(exchanged.response->body.empty());
  CHECK(exchanged.response->retry_after == "7");
  CHECK_FALSE(exchanged.reusable);
}

TEST_CASE("the body of an error is returned only if it is whole and within 64 KiB") {
  const std::string json = R"({"code":16})";
  const std::string chunked = "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\n";
  const std::string limit(64 << 10, ' ');
  const auto [bytes, body] = GENERATE_COPY(table<std::string, std::string>({
      {http_answer("404 Not Found", json), json},
      {"HTTP/1.1 404 Not Found\r\n\r\n" + json, json},
      {chunked + "b\r\n" + json + "\r\n0\r\n\r\n", json},
      {http_answer("404 Not Found", limit), limit},
      {http_answer("404 Not Found", limit + ' '), ""},
      {"HTTP/1.1 404 Not Found\r\nContent-Length: 12\r\n\r\n" + json, ""},
      {chunked + "b\r\n" + json, ""},
  }));
  CAPTURE(bytes.substr(0, 100));
  ExchangeScene scene({.bytes = bytes, .piece = GENERATE(std::size_t{1}, Script::kUnlimited)});
  const Exchanged exchanged = scene.get();
  REQUIRE(exchanged.response.ok());
  CHECK(exchanged.response->status == 404);
  CHECK(exchanged.response->body == body);
}

TEST_CASE("a redirect is not followed") {
  ExchangeScene scene(
      {.bytes = http_answer("302 Found", "", "Location: http://elsewhere.test/\r\n") +
                http_answer("200 OK", "{}")});
  const Exchanged exchanged = scene.get();
  REQUIRE(exchanged.response.ok());
  CHECK(exchanged.response->status == 302);
  CHECK(scene.stream.written().find("GET", 1) == std::string::npos);
}

TEST_CASE("a response that is truncated or malformed has a reason") {
  const auto [bytes, wanted] = GENERATE(table<std::string, Reason>({
      // Truncated.
      {"", Reason::kTruncated},
      {"HTTP/1.1 200", Reason::kTruncated},
      {kOkLine + "Content-Le", Reason::kTruncated},
      {kOkLine + "Content-Length: 10\r\n", Reason::kTruncated},
      {kOkLine + "Content-Length: 10\r\n\r\n{", Reason::kTruncated},
      {"HTTP/1.1 100 Continue\r\n\r\n", Reason::kTruncated},
      {kChunked, Reason::kTruncated},
      {kChunked + "2", Reason::kTruncated},
      {kChunked + "5\r\n{", Reason::kTruncated},
      {kChunked + "2\r\n{}", Reason::kTruncated},
      {kChunked + "2\r\n{}\r\n", Reason::kTruncated},
      {kChunked + "2\r\n{}\r\n0", Reason::kTruncated},
      {kChunked + "2\r\n{}\r\n0\r\n", Reason::kTruncated},
      {kChunked + "2\r\n{}\r\n0\r\n\r", Reason::kTruncated},
      // Malformed chunks.
      {kChunked + "zz\r\n{}\r\n0\r\n\r\n", Reason::kTruncated},
      {kChunked + "\r\n{}\r\n0\r\n\r\n", Reason::kTruncated},
      {kChunked + "-2\r\n{}\r\n0\r\n\r\n", Reason::kTruncated},
      {kChunked + "10000000000000002\r\n{}\r\n0\r\n\r\n", Reason::kTruncated},
      {kChunked + "2\r\n{}junk\r\n0\r\n\r\n", Reason::kTruncated},
      {kChunked + "1\r\n{}\r\n0\r\n\r\n", Reason::kTruncated},
      {kChunked + "2\r\n{}\r\njunk\r\n\r\n", Reason::kTruncated},
      // Not HTTP, even if more could follow.
      {"SSH-2.0-OpenSSH_9.2\r\n", Reason::kTruncated},
      {"\r\n" + http_answer("200 OK", "{}"), Reason::kTruncated},
      {"HTTP/1.1 101 Switching Protocols\r\n\r\n\x82\r\n", Reason::kTruncated},
      {"HTTP/1.1 200 OK\nContent-Length: 2\n\n{}", Reason::kTruncated},
      {kOkLine + "no colon\r\nContent-Length: 2\r\n\r\n{}", Reason::kTruncated},
      {kOkLine + "X: y\r\n Content-Length: 2\r\n\r\n{}", Reason::kTruncated},
      {kOkLine + "Content-Length: 2\n\r\n{}", Reason::kTruncated},
      // Malformed or ambiguous framing.
      {kOkLine + "Content-Length: junk\r\n\r\n{}", Reason::kTruncated},
      {kOkLine + "Content-Length: 18446744073709551618\r\n\r\n{}", Reason::kTruncated},
      {kOkLine + "Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", Reason::kTruncated},
      {kOkLine + "Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n{}", Reason::kTruncated},
      {kOkLine + "Transfer-Encoding: gzip, chunked\r\n\r\n{}", Reason::kTruncated},
      // An encoding that was not requested.
      {http_answer("200 OK", "{}", "Content-Encoding: gzip\r\n"), Reason::kBadEncoding},
  }));
  const End end = GENERATE(End::kClose, End::kBreak);
  CAPTURE(bytes, end);
  ExchangeScene scene(
      {.bytes = bytes, .end = end, .piece = GENERATE(std::size_t{1}, Script::kUnlimited)});
  CHECK(scene.failure().reason == wanted);
}

TEST_CASE("an exception within an exchange is a failure") {
  const auto [raise, wanted] = GENERATE(table<std::function<void()>, Failure>({
      {[] { throw std::bad_alloc(); }, {Reason::kInternal, "out of memory"}},
      {[] { throw std::logic_error("?"); }, {Reason::kTruncated, "the response is not HTTP"}},
  }));
  ThrowingStream stream(raise);
  BodyLimit body_limit;
  const Exchanged exchanged = exchange(stream, "cm.test", {.target = "/", .bearer = "token"},
                                       in(std::chrono::seconds(30)), body_limit);
  REQUIRE_FALSE(exchanged.response.ok());
  CHECK(exchanged.response.failure() == wanted);
  CHECK_FALSE(exchanged.reusable);
}

TEST_CASE("a connection is reusable after a whole, framed response without unread bytes") {
  const std::string body = "{}";
  const auto [bytes, reusable] = GENERATE_COPY(table<std::string, bool>({
      {http_answer("200 OK", body), true},
      {http_answer("404 Not Found", "no such job"), true},
      {http_answer("200 OK", body, "Connection: keep-alive\r\n"), true},
      {kChunked + "2\r\n{}\r\n0\r\n\r\n", true},
      {"HTTP/1.1 204 No Content\r\n\r\n", true},
      {"HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n", true},
      {"HTTP/1.1 100 Continue\r\n\r\n" + http_answer("200 OK", body), true},
      // Not kept alive.
      {http_answer("200 OK", body, "Connection: close\r\n"), false},
      {http_answer("200 OK", body, "connection:CLOSE \r\n"), false},
      {http_answer("200 OK", body, "Connection: keep-alive\r\nConnection: x ,Close\r\n"), false},
      {"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}", false},
      // Not framed.
      {kOkLine + "\r\n{}", false},
      // Unread bytes.
      {http_answer("200 OK", body) + http_answer("200 OK", "{\"id\": \"stray\"}"), false},
      {http_answer("204 No Content", body), false},
      {http_answer("404 Not Found", std::string(65 << 10, ' ')), false},
  }));
  CAPTURE(bytes);
  ExchangeScene scene({.bytes = bytes});
  const Exchanged exchanged = scene.get();
  REQUIRE(exchanged.response.ok());
  if (exchanged.response->status == 200) CHECK(exchanged.response->body == body);
  CHECK(exchanged.reusable == reusable);
}

TEST_CASE("a small body needs no permit") {
  ExchangeScene scene({.bytes = http_answer("200 OK", std::string(BodyLimit::kSmallBytes, ' '))});
  const auto taken = take_permits(scene.body_limit, BodyLimit::kPermits);
  const Exchanged exchanged = scene.get();
  REQUIRE(exchanged.response.ok());
  CHECK_FALSE(exchanged.response->permit);
}

TEST_CASE("a large body holds a permit") {
  ExchangeScene scene({.bytes = http_answer("200 OK", kLargeBody)});
  const auto taken = take_permits(scene.body_limit, BodyLimit::kPermits - 1);
  const Exchanged exchanged = scene.get();
  REQUIRE(exchanged.response.ok());
  CHECK(exchanged.response->body == kLargeBody);
  CHECK_FALSE(scene.body_limit.enter(Deadline{}));
}

TEST_CASE("a large body without a permit fails at the deadline") {
  ExchangeScene scene({.bytes = http_answer("200 OK", kLargeBody)});
  const auto taken = take_permits(scene.body_limit, BodyLimit::kPermits);
  const Exchanged exchanged = scene.get(std::chrono::milliseconds(50));
  REQUIRE_FALSE(exchanged.response.ok());
  CHECK(exchanged.response.failure() ==
        Failure{Reason::kTimeout, "deadline while other large responses were read"});
}
