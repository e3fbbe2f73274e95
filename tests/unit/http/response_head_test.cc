// SPDX-License-Identifier: Apache-2.0
// Valid and malformed lines of a head.
#include "exporter/http/response_head.h"

#include "tests/support/catch.h"

using namespace cckm;

namespace {

ResponseHead head_with(const std::string& field, const std::string& another = "X: y") {
  ResponseHead head;
  REQUIRE(head.start("HTTP/1.1 200 OK"));
  REQUIRE(head.add(field));
  REQUIRE(head.add(another));
  return head;
}

}  // namespace

TEST_CASE("a status line is parsed or rejected") {
  const auto [line, status] = GENERATE(table<std::string, int>({
      {"HTTP/1.1 200 OK", 200},
      {"HTTP/1.0 404 Not Found", 404},
      {"HTTP/1.1 100 Continue", 100},
      {"HTTP/1.1 599 ", 599},
      {"HTTP/1.1 200", 200},
      {"HTTP/1.1 200 \xc3\xa9t\xc3\xa9\t!", 200},
      // Rejected: 0.
      {"", 0},
      {"HTTP/1.1", 0},
      {"HTTP/1.1 ", 0},
      {"HTTP/1.1 20", 0},
      {"HTTP/1.1 2000", 0},
      {"HTTP/1.1 2x0 OK", 0},
      {"HTTP/1.1 -20 OK", 0},
      {"HTTP/1.1 099 OK", 0},
      {"HTTP/1.1 600 OK", 0},
      {"HTTP/1.1  200 OK", 0},
      {"HTTP/1.1\t200 OK", 0},
      {"http/1.1 200 OK", 0},
      {"HTTP/1.2 200 OK", 0},
      {"HTTP/2 200 OK", 0},
      {"HTTP/0.9 200 OK", 0},
      {" HTTP/1.1 200 OK", 0},
      {std::string("HTTP/1.1 200 O\0K", 16), 0},
      {"HTTP/1.1 200 OK\r", 0},
  }));
  CAPTURE(line);
  ResponseHead head;
  REQUIRE(head.start(line) == (status != 0));
  if (status != 0) CHECK(head.status() == status);
}

TEST_CASE("a malformed field line is rejected") {
  const auto line = GENERATE(as<std::string>{}, "", "Content-Length", ": 5", " folded",
                             "\tfolded: x", "Content-Length : 5", "Con tent: 5",
                             "Cont\xc3\xa9nt: 5", "(x): y", "X: a\rb", "X: a\nb", "X: \x1b[31m",
                             "X: \x7f", std::string("X: a\0b", 6), std::string("X\0: a", 5));
  CAPTURE(line);
  ResponseHead head;
  REQUIRE(head.start("HTTP/1.1 200 OK"));
  CHECK_FALSE(head.add(line));
}

TEST_CASE("one field frames the body") {
  CHECK(head_with("Content-Length: 0").content_length() == 0);
  CHECK(head_with("content-length:\t17 ").content_length() == 17);
  CHECK(head_with("Content-Length: 999999999999999999").content_length() == 999999999999999999);
  CHECK(head_with("Transfer-Encoding: Chunked").chunked());
  CHECK(head_with("X: y").well_framed());
  CHECK_FALSE(head_with("X: y").content_length());
  CHECK_FALSE(head_with("X: y").chunked());

  const auto line =
      GENERATE(as<std::string>{}, "Content-Length:", "Content-Length: -1", "Content-Length: +1",
               "Content-Length: 0x1", "Content-Length: 1 1", "Content-Length: 1,1",
               "Content-Length: 1.0", "Content-Length: %31", "Content-Length: 18446744073709551616",
               "Content-Length: 18446744073709551617", "Content-Length: junk",
               "Transfer-Encoding:", "Transfer-Encoding: gzip, chunked",
               "Transfer-Encoding: chunked, chunked", "Transfer-Encoding: identity");
  CAPTURE(line);
  CHECK_FALSE(head_with(line).well_framed());
}

TEST_CASE("two fields that frame the body are rejected") {
  CHECK_FALSE(head_with("Content-Length: 2", "Content-Length: 2").well_framed());
  CHECK_FALSE(head_with("Content-Length: 2", "Content-Length: 3").well_framed());
  CHECK_FALSE(head_with("Content-Length: 2", "Transfer-Encoding: chunked").well_framed());
  CHECK_FALSE(head_with("Transfer-Encoding: chunked", "Transfer-Encoding: chunked").well_framed());
}

TEST_CASE("other fields are parsed without case") {
  CHECK_FALSE(head_with("Content-Encoding: Identity").encoded());
  CHECK(head_with("Content-Encoding: gzip").encoded());
  CHECK(head_with("Content-Encoding: identity, gzip").encoded());
  CHECK(head_with("Content-Encoding: identity", "content-encoding: br").encoded());
  CHECK(head_with("Retry-After:  7 ").retry_after() == "7");
  CHECK(head_with("date: today").date() == "today");
  CHECK(head_with("X: y").persistent());
  CHECK(head_with("Connection: closed, keep-alive,").persistent());
  CHECK_FALSE(head_with("Connection: ,close").persistent());
  CHECK_FALSE(head_with("connection: x,\tCLOSE ").persistent());
}
