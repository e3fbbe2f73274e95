// SPDX-License-Identifier: Apache-2.0
// Feeds a reader by hand: heads, bodies, ends, caps.
#include "exporter/http/response_reader.h"

#include "tests/support/catch.h"
#include "tests/support/scripted_stream.h"
#include "tests/unit/http/ok_line.h"

using namespace cckm;
using namespace cckm::test;

namespace {

constexpr Deadline kDeadline{};
const std::string kContinue = "HTTP/1.1 100 Continue\r\n\r\n";

struct ReaderScene {
  explicit ReaderScene(Script script) : stream(std::move(script)), reader(stream, kDeadline) {}

  Failure head_failure() {
    const auto head = reader.read_head();
    REQUIRE_FALSE(head.ok());
    return head.failure();
  }
  // Reads the body in small pieces until the stream ends.
  std::string body() {
    std::string text;
    std::array<char, 7> buffer{};
    for (;;) {
      const std::size_t size = reader.read(buffer.data(), buffer.size()).value();
      if (size == 0) return text;
      text.append(buffer.data(), size);
    }
  }

  ScriptedStream stream;
  ResponseReader reader;
};

}  // namespace

TEST_CASE("a response is read alike in one piece and byte by byte") {
  const std::size_t piece = GENERATE(std::size_t{1}, std::size_t{3}, Script::kUnlimited);
  ReaderScene scene({.bytes = kOkLine + "Date: today\r\n\r\nthe body\r\n\r\n", .piece = piece});
  CHECK_FALSE(scene.reader.received());
  const auto head = scene.reader.read_head();
  REQUIRE(head.ok());
  CHECK(head->status() == 200);
  CHECK(head->date() == "today");
  CHECK(scene.reader.received());
  CHECK(scene.body() == "the body\r\n\r\n");
  CHECK(scene.stream.deadlines() == std::set<Deadline>{kDeadline});
}

TEST_CASE("interim responses are skipped") {
  ReaderScene scene(
      {.bytes = kContinue + "HTTP/1.1 103 Early Hints\r\nDate: then\r\n\r\n" + kOkLine + "\r\n"});
  const auto head = scene.reader.read_head();
  REQUIRE(head.ok());
  CHECK(head->status() == 200);
  CHECK(head->date().empty());
}

TEST_CASE("a reader is drained when all received bytes are read") {
  ReaderScene scene({.bytes = kOkLine + "\r\n{}"});
  REQUIRE(scene.reader.read_head().ok());
  CHECK_FALSE(scene.reader.drained());
  std::array<char, 8> buffer{};
  CHECK(scene.reader.read(buffer.data(), 1).value() == 1);
  CHECK_FALSE(scene.reader.drained());
  CHECK(scene.reader.read(buffer.data(), 8).value() == 1);
  CHECK(scene.reader.drained());
  CHECK(scene.reader.read(buffer.data(), 8).value() == 0);
}

TEST_CASE("the failure of a head names its phase") {
  const auto [end, wanted] = GENERATE(table<End, Failure>({
      {End::kClose, {Reason::kTruncated, "connection ended before the body"}},
      {End::kBreak, {Reason::kTruncated, "connection ended before the body"}},
      {End::kStall, {Reason::kTimeout, "deadline before the body"}},
  }));
  const auto bytes =
      GENERATE(as<std::string>{}, "", "HTTP/1.1 2", kContinue, kOkLine, kOkLine + "X: y\r\n");
  CAPTURE(bytes);
  ReaderScene scene({.bytes = bytes, .end = end});
  CHECK(scene.head_failure() == wanted);
  CHECK(scene.reader.received() == !bytes.empty());
}

TEST_CASE("the failure of a body names its phase") {
  const auto [end, wanted] = GENERATE(table<End, Failure>({
      {End::kBreak, {Reason::kTruncated, "connection ended in the body"}},
      {End::kStall, {Reason::kTimeout, "deadline in the body"}},
  }));
  ReaderScene scene({.bytes = kOkLine + "\r\n", .end = end});
  REQUIRE(scene.reader.read_head().ok());
  char byte = 0;
  CHECK(scene.reader.read(&byte, 1).failure() == wanted);
}

TEST_CASE("a head that is not HTTP is rejected before the stream ends") {
  const auto bytes = GENERATE(as<std::string>{}, "SSH-2.0-OpenSSH_9.2\r\n", "\r\n", "{}\n",
                              "\x15\x03\x01\x02\x02\n", "HTTP/1.1 200 OK\n", kOkLine + "X: y\n",
                              kOkLine + "no colon\r\n", kOkLine + "X: y\r\n folded\r\n");
  CAPTURE(bytes);
  ReaderScene scene({.bytes = bytes, .end = End::kStall});
  CHECK(scene.head_failure() == Failure{Reason::kTruncated, "the response is not HTTP"});
}

TEST_CASE("a status line can have 8 KiB and no more") {
  const std::string begin = "HTTP/1.1 200 ";
  const std::string longest = begin + std::string(kMaxStatusLineBytes - begin.size() - 2, 'a');
  CHECK(ReaderScene({.bytes = longest + "\r\n\r\n"}).reader.read_head().ok());
  CHECK(ReaderScene({.bytes = longest + "a\r\n\r\n"}).head_failure() ==
        Failure{Reason::kTooLarge, "status line over 8 KiB"});
}

TEST_CASE("a head can have 64 KiB and no more") {
  const std::string begin = kContinue + kOkLine + "X: ";
  const std::string longest = begin + std::string(kMaxHeadBytes - begin.size() - 4, 'a');
  CHECK(ReaderScene({.bytes = longest + "\r\n\r\n"}).reader.read_head().ok());
  CHECK(ReaderScene({.bytes = longest + "a\r\n\r\n"}).head_failure() ==
        Failure{Reason::kTooLarge, "headers over 64 KiB"});
}

TEST_CASE("a head without end is rejected at its cap") {
  const auto [bytes, repeated] = GENERATE(table<std::string, std::string>({
      {"", kContinue},
      {"HTTP/1.1 200 ", "a"},
      {kOkLine, "X: y\r\n"},
      {kOkLine + "X: ", "y"},
  }));
  CAPTURE(bytes, repeated);
  ReaderScene scene({.bytes = bytes, .repeated = repeated});
  CHECK(scene.head_failure().reason == Reason::kTooLarge);
  CHECK(scene.stream.bytes_read() <= kMaxHeadBytes + (16 << 10));
}
