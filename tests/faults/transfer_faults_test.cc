// SPDX-License-Identifier: Apache-2.0
// Faults 21 to 24 and 28: responses that are slow, end early or are too large.
#include <set>

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
