// SPDX-License-Identifier: Apache-2.0
// Faults 21 to 28: responses that are slow, truncated, malformed or too large.
#include <set>

#include "tests/faults/job_body.h"
#include "tests/faults/variant.h"
#include "tests/support/catch.h"
#include "tests/support/process_status.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

// A scraper's timeout in seconds. It leaves the exporter 0.9 s.
const std::string kShort = "1.4";

Variant one_job(std::string name, Fault fault, std::string reason, std::string timeout = "10") {
  return {.name = std::move(name),
          .fault = std::move(fault),
          .reason = std::move(reason),
          .timeout = std::move(timeout)};
}

// Returns a variant for each response. A response is a name and the bytes after its status line.
std::vector<Variant> raw_responses(
    const std::string& reason, const std::vector<std::pair<std::string, std::string>>& responses) {
  std::vector<Variant> variants;
  for (const auto& [name, bytes] : responses) {
    variants.push_back(one_job(name, {.raw = "HTTP/1.1 200 OK\r\n" + bytes}, reason));
  }
  return variants;
}

const Ending kEndings[] = {Ending::kClose, Ending::kTruncate, Ending::kReset};

}  // namespace

TEST_CASE("fault 21: a black hole") {
  const auto swallow = [](FaultScene& scene) { scene.gate.swallow(); };
  prove({{.name = "from the start",
          .strike = swallow,
          .reason = "timeout",
          .whole = true,
          .cold = true,
          .timeout = kShort},
         {.name = "later",
          .strike = swallow,
          .reason = "timeout",
          .whole = true,
          .timeout = kShort}});
}

TEST_CASE("fault 22: a slow handshake, slow headers, endless 100s, a slow body, a stall") {
  Variant handshake{.name = "a dripping handshake",
                    .fault = {.drip = Stage::kHandshake, .drip_interval = 20ms},
                    .reason = "timeout",
                    .whole = true,
                    .cold = true,
                    .timeout = kShort};
  Variant silent = handshake;
  silent.name = "no handshake";
  silent.fault = {.cut = Stage::kHandshake, .ending = Ending::kStall};
  const Flood interim = {Stage::kStart, "HTTP/1.1 100 Continue\r\n\r\n", 1'000'000};
  prove({handshake, silent, one_job("no response", {.delay = 600s}, "timeout", kShort),
         one_job("dripping headers", {.drip = Stage::kHeaders, .drip_interval = 20ms}, "timeout",
                 kShort),
         one_job("dripping 100s", {.flood = interim, .drip = Stage::kStart, .drip_interval = 20ms},
                 "timeout", kShort),
         one_job("dripping body", {.drip = Stage::kBody, .drip_interval = 20ms}, "timeout", kShort),
         one_job("a stall in the headers", {.cut = Stage::kHeaders, .ending = Ending::kStall},
                 "timeout", kShort),
         one_job("a stall in the body", {.cut = Stage::kBody, .ending = Ending::kStall}, "timeout",
                 kShort)});
}

TEST_CASE("fault 22: a slow response to a login") {
  prove({{.name = "login",
          .fault = {.kind = CallKind::kToken, .drip = Stage::kBody, .drip_interval = 20ms},
          .reason = "timeout",
          .whole = true,
          .cold = true,
          .timeout = kShort}});
}

TEST_CASE("fault 23: one slow job of a thousand") {
  FaultScene scene({.simulator = {.extra_jobs = 991}});
  Facts wanted = facts_of(scene.scrape());
  const Facts clean = wanted;
  REQUIRE(clean.size() == 1001);
  wanted.at(kJob) = unread(kManager, kJob, "timeout");
  scene.simulator.set_fault({.job_id = scene.job_id(), .delay = 600s});
  for (int i = 0; i < 2; ++i) scene.expect(wanted, "5");
  scene.heal();
  scene.expect(clean);
  CHECK(warnings_in(scene.end(), "").size() == 1);
}

TEST_CASE("fault 23: no job starves if there is not enough time for all") {
  FaultScene scene({.simulator = {.latency = 20ms, .extra_jobs = 91},
                    .manager = {.extra = "    max_concurrency: 1\n"}});
  std::set<std::string> seen;
  for (int i = 0; i < 200 && seen.size() < 100; ++i) {
    for (const auto& [job, lines] : facts_of(scene.scrape(kShort))) {
      const bool is_read = lines.find("_success{") != std::string::npos &&
                           lines.find("cckm_scrape_job_error{") == std::string::npos;
      if (!job.empty() && is_read) seen.insert(job);
    }
  }
  CHECK(seen.size() == 100);
  scene.end();
}

TEST_CASE("fault 24: a connection that ends before, in or after the headers") {
  for (const Ending ending : kEndings) {
    for (const Stage stage : {Stage::kStart, Stage::kHeaders, Stage::kBody}) {
      prove({one_job("stage " + std::to_string(static_cast<int>(stage)),
                     {.cut = stage, .ending = ending}, "truncated")});
    }
  }
}

TEST_CASE("fault 24: a kept connection that the server has closed is replaced once") {
  FaultScene scene;
  scene.expect_clean();
  scene.simulator.set_fault({.job_id = scene.job_id(), .times = 1, .cut = Stage::kStart});
  scene.expect_clean();
  CHECK(warnings_in(scene.end(), "").empty());
}

TEST_CASE("fault 24: a connection that ends in the handshake") {
  for (const Ending ending : kEndings) {
    prove({{.name = "handshake",
            .fault = {.cut = Stage::kHandshake, .ending = ending},
            .reason = "connect",
            .detail = "connection ended in the TLS handshake",
            .whole = true,
            .cold = true}});
  }
}

TEST_CASE("fault 24: a peer that does not speak TLS") {
  const Simulator plain({.plain_http = true});
  const std::string& url = plain.url();
  const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
  prove({{.name = "plain HTTP",
          .strike = [&](FaultScene& scene) { scene.gate.pass_to(port); },
          .reason = "connect",
          .detail = "the peer does not speak TLS",
          .whole = true,
          .cold = true}});
}

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
  prove({one_job("no HTTP at all", {.raw = "220 words-of-the-upstream\r\n"}, "truncated"),
         one_job("nothing but line ends", {.raw = "\r\n\r\n\r\n"}, "truncated")});
}

TEST_CASE("fault 27: content encodings that were not requested") {
  // The header of a gzip stream.
  const std::string gzip("\x1f\x8b\x08\0\0\0\0\0\0\x03", 10);
  for (const std::string encoding : {"gzip", "deflate", "br", "x-unknown", "identity, gzip"}) {
    prove({one_job(encoding, {.headers = {{"Content-Encoding", encoding}}, .body = gzip},
                   "bad_encoding")});
  }
  prove({one_job("an error page",
                 {.status = 404, .headers = {{"Content-Encoding", "gzip"}}, .body = gzip},
                 "not_found")});
}

TEST_CASE("fault 28: a body of a gigabyte") {
  const std::string block(65'536, ' ');
  const Flood gigabyte = {Stage::kBody, block, 16'384};
  Flood endless = gigabyte;
  endless.at = Stage::kEnd;
  prove({one_job("with Content-Length", {.flood = gigabyte}, "too_large"),
         one_job("without Content-Length", {.raw = "HTTP/1.1 200 OK\r\n\r\n", .flood = endless},
                 "too_large")});
}

TEST_CASE("fault 28: endless headers") {
  const auto flood = [](std::string text, std::uint64_t times) {
    return Fault{.flood = Flood{Stage::kHeaders, std::move(text), times}};
  };
  const std::string block(65'536, 'x');
  prove({one_job("a header line of 300 MB", flood(block, 4'800), "too_large"),
         one_job("a million headers", flood("X-Header: value\r\n", 1'000'000), "too_large"),
         one_job("a status line of 60,000 characters",
                 {.raw = "HTTP/1.1 200 " + std::string(60'000, 'O') + "\r\n\r\n"}, "too_large"),
         one_job("a first line without end", {.flood = Flood{Stage::kStart, block, 4'800}},
                 "too_large"),
         one_job("100s without end",
                 {.flood = Flood{Stage::kStart, "HTTP/1.1 100 Continue\r\n\r\n", 1'000'000}},
                 "too_large")});
}

TEST_CASE("fault 28: a gigabyte on every connection at once") {
  FaultScene scene;
  scene.expect_clean();
  const double before = mebibytes(scene.exporter.process().id(), "VmHWM");
  scene.simulator.set_fault({.kind = CallKind::kJob,
                             .raw = "HTTP/1.1 200 OK\r\n\r\n",
                             .flood = Flood{Stage::kEnd, std::string(65'536, ' '), 16'384}});
  for (const auto& [job, lines] : facts_of(scene.scrape())) {
    if (!job.empty()) CHECK(lines == unread(kManager, job, "too_large"));
  }
  const double grown = mebibytes(scene.exporter.process().id(), "VmHWM") - before;
  if (kMemoryIsOurs) CHECK(grown < 64);
  scene.heal();
  scene.expect_clean();
  scene.end();
}
