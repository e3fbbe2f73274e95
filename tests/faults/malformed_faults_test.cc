// SPDX-License-Identifier: Apache-2.0
// Faults 25 to 27: responses that are truncated, malformed or encoded.
#include "tests/faults/job_body.h"
#include "tests/faults/variant.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

namespace {

// Returns a variant for each response. A response is a name and the bytes after its status line.
std::vector<Variant> raw_responses(
    const std::string& reason, const std::vector<std::pair<std::string, std::string>>& responses) {
  std::vector<Variant> variants;
  for (const auto& [name, bytes] : responses) {
    variants.push_back(
        {.name = name, .fault = {.raw = "HTTP/1.1 200 OK\r\n" + bytes}, .reason = reason});
  }
  return variants;
}

}  // namespace

TEST_CASE("fault 25: truncated bodies") {
  const std::string body = JobBody{}.text();
  const std::string half = body.substr(0, body.size() / 2);
  prove(raw_responses(
      "truncated",
      {{"short of its Content-Length", "Content-Length: 1000\r\n\r\n" + body},
       {"half of it", "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + half},
       {"no last chunk",
        "Transfer-Encoding: chunked\r\n\r\n40\r\n" + body.substr(0, 0x40) + "\r\n"},
       {"half a chunk", "Transfer-Encoding: chunked\r\n\r\n1000\r\n" + body}}));
  prove(raw_responses("bad_json", {{"until the end of the connection", "\r\n" + half}}));
  // A TLS stream that is cut is truncated, or its half of the body is bad_json.
  FaultScene scene;
  scene.expect_clean();
  scene.simulator.set_fault({.job_id = scene.job_id(),
                             .raw = "HTTP/1.1 200 OK\r\n\r\n" + half,
                             .ending = Ending::kTruncate});
  for (int i = 0; i < 2; ++i) {
    const Facts facts = facts_of(scene.scrape());
    const bool honest = facts.at(kJob) == unread(kManager, kJob, "bad_json") ||
                        facts.at(kJob) == unread(kManager, kJob, "truncated");
    CHECK(honest);
  }
  scene.heal();
  scene.expect_clean();
  scene.end();
}

TEST_CASE("fault 26: invalid chunks and lengths") {
  const std::string body = JobBody{}.text();
  const std::string chunked = "Transfer-Encoding: chunked\r\n\r\n";
  const std::string length = std::to_string(body.size());
  prove(raw_responses(
      "truncated",
      {{"garbage for a chunk's size", chunked + "zz\r\n" + body},
       {"a negative chunk", chunked + "-1\r\n" + body + "\r\n0\r\n\r\n"},
       {"a chunk of 2^64", chunked + "10000000000000000\r\n" + body + "\r\n0\r\n\r\n"},
       {"a chunk of 2^64-1", chunked + "ffffffffffffffff\r\n" + body + "\r\n0\r\n\r\n"},
       {"a negative length", "Content-Length: -1\r\n\r\n" + body},
       {"a length of 2^64", "Content-Length: 18446744073709551616\r\n\r\n" + body},
       {"a length of 2^63", "Content-Length: 9223372036854775808\r\n\r\n" + body},
       {"two lengths", "Content-Length: " + length + "\r\nContent-Length: 3\r\n\r\n" + body},
       {"a length that is a word", "Content-Length: many\r\n\r\n" + body},
       {"a length with a tail", "Content-Length: " + length + "x\r\n\r\n" + body},
       {"a length and chunks", "Content-Length: 5\r\n" + chunked + "0\r\n\r\n"}}));
  prove(
      {{.name = "no HTTP at all",
        .fault = {.raw = "220 words-of-the-upstream\r\n"},
        .reason = "truncated"},
       {.name = "nothing but line ends", .fault = {.raw = "\r\n\r\n\r\n"}, .reason = "truncated"}});
}

TEST_CASE("fault 27: content encodings that were not requested") {
  // The header of a gzip stream.
  const std::string gzip("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  for (const std::string encoding : {"gzip", "deflate", "br", "x-unknown", "identity, gzip"}) {
    prove({{.name = encoding,
            .fault = {.headers = {{"Content-Encoding", encoding}}, .body = gzip},
            .reason = "bad_encoding"}});
  }
  prove({{.name = "an error page",
          .fault = {.status = 404, .headers = {{"Content-Encoding", "gzip"}}, .body = gzip},
          .reason = "not_found"}});
}
