// SPDX-License-Identifier: Apache-2.0
// Faults 1 to 7 and 21 to 28: no connection, no TLS, no response, or a response without end.
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <future>
#include <set>

#include "exporter/http/resolver.h"
#include "tests/faults/job_body.h"
#include "tests/faults/variant.h"
#include "tests/support/catch.h"
#include "tests/support/http_scene.h"
#include "tests/support/pem_files.h"
#include "tests/support/process_status.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

// A scraper's timeout in seconds. It leaves the exporter 0.4 s.
const std::string kShort = "0.9";

std::uint16_t port_of(const Simulator& simulator) {
  const std::string& url = simulator.url();
  return static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
}

// A manager that replaces the good one and has a bad certificate or other TLS options.
struct Impostor {
  std::string name;
  SimulatorOptions options;
  std::string detail;                               // a part of the log line
  std::string server_name = "web.keysecure.local";  // of ManagerChoice
  std::string tls = {};                             // of ManagerChoice
  bool trusted = true;                              // its authority is in the exporter's ca_file
};

// Returns the options of the good manager that the impostor replaces.
SimulatorOptions good_manager(const Impostor& impostor) {
  if (!impostor.server_name.empty()) return {};
  return {.certificate = {.names = {"127.0.0.1"}}};
}

// Checks that the exporter rejects the impostor and sends it no request, not even a login.
void prove_refusal(const Impostor& impostor, const std::map<std::string, std::string>& files = {}) {
  const Simulator simulator(impostor.options);
  prove({{.name = impostor.name,
          .strike = [&](FaultScene& scene) { scene.gate.pass_to(port_of(simulator)); },
          .reason = "tls",
          .detail = impostor.detail,
          .whole = true,
          .cold = true,
          .scene = {.simulator = good_manager(impostor),
                    .manager = {.server_name = impostor.server_name, .tls = impostor.tls},
                    .further_cas = {impostor.trusted ? simulator.ca_pem() : ""},
                    .files = files}}});
  CHECK(simulator.stats().connections > 0);
  CHECK(simulator.stats().requests == 0);
}

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

TEST_CASE("fault 01: connection refused") {
  const auto refuse = [](FaultScene& scene) { scene.gate.refuse(); };
  prove({{.name = "from the start",
          .strike = refuse,
          .reason = "connect",
          .whole = true,
          .cold = true},
         {.name = "later", .strike = refuse, .reason = "connect", .whole = true}});
}

TEST_CASE("fault 01: host unreachable") {
  // TCP cannot connect to a broadcast address.
  FaultScene scene({.manager = {.address = "255.255.255.255:443"}});
  for (int i = 0; i < 2; ++i) scene.expect(facts_without_manager("connect"));
  CHECK(warnings_in(scene.end(), "reason=connect").size() == 1);
}

TEST_CASE("fault 02: an unknown host name") {
  FaultScene scene({.manager = {.address = "cm.invalid:443"}});
  for (int i = 0; i < 2; ++i) scene.expect(facts_without_manager("dns"));
  CHECK(warnings_in(scene.end(), "reason=dns").size() == 1);
}

TEST_CASE("fault 02: a resolver that fails for a while") {
  std::atomic<bool> fails = true;
  Resolver resolver("cm", [&](const std::string&) -> Result<Addresses> {
    if (fails) return Failure{Reason::kDns, "no such name"};
    return Addresses{"192.0.2.1"};
  });
  const auto deadline = [] { return std::chrono::steady_clock::now() + 10s; };
  for (int i = 0; i < 2; ++i) CHECK(resolver.resolve(deadline()).failure().reason == Reason::kDns);
  fails = false;
  CHECK(*resolver.resolve(deadline()) == Addresses{"192.0.2.1"});
}

TEST_CASE("fault 02: a resolver that does not respond") {
  std::promise<void> silence;
  const auto over = silence.get_future().share();
  Resolver resolver("cm", [over](const std::string&) -> Result<Addresses> {
    over.wait();
    return Addresses{"192.0.2.1"};
  });
  const auto begin = std::chrono::steady_clock::now();
  CHECK(resolver.resolve(begin + 10s).failure().reason == Reason::kDns);
  const auto took = std::chrono::steady_clock::now() - begin;
  CHECK(took >= Resolver::kWait);
  CHECK(took < Resolver::kWait + FaultScene::kTolerance);
  // A request with less time waits until its own deadline only.
  CHECK(resolver.resolve(begin + 2s + 50ms).failure().reason == Reason::kTimeout);
  silence.set_value();
  CHECK(*resolver.resolve(begin + 60s) == Addresses{"192.0.2.1"});
}

TEST_CASE("fault 03: an unreachable address before a reachable one") {
  RawPeer peer(always(http_answer("200 OK", "{}")));
  // A backlog of one connection, already full: the kernel ignores further ones.
  boost::asio::io_context loop;
  boost::asio::ip::tcp::acceptor hole(loop);
  const boost::asio::ip::tcp::endpoint place(boost::asio::ip::make_address("127.0.0.2"),
                                             peer.port());
  hole.open(place.protocol());
  hole.bind(place);
  hole.listen(0);
  boost::asio::ip::tcp::socket first(loop);
  first.connect(place);
  // ::1 fails at once: nothing listens there, or IPv6 is missing.
  for (const Addresses& addresses :
       {Addresses{"::1", "127.0.0.1"}, Addresses{"127.0.0.2", "127.0.0.1"},
        Addresses{"127.0.0.2", "::1", "127.0.0.2", "127.0.0.1"}}) {
    Client client(peer, addresses);
    for (int i = 0; i < 2; ++i) CHECK(client.get(2s).ok());
  }
  // The addresses are tried when a connection is made, not at each request.
  CHECK(peer.connections() == 3);
}

TEST_CASE("fault 04: an invalid certificate") {
  prove_refusal(
      {"expired", {.certificate = {.begins = -48h, .ends = -24h}}, "certificate has expired"});
  prove_refusal({"not yet valid", {.certificate = {.begins = 24h}}, "not yet valid"});
  prove_refusal({.name = "of another authority",
                 .detail = "self-signed certificate in certificate chain",
                 .trusted = false});
  prove_refusal({"self-signed", {.certificate = {.self_signed = true}}, "self-signed certificate"});
}

TEST_CASE("fault 05: the certificate of another host") {
  const std::string address;  // no server_name: the URL's address is verified
  prove_refusal({"another address",
                 {.certificate = {.names = {"127.0.0.2", "localhost"}}},
                 "expected name 127.0.0.1",
                 address});
  prove_refusal({"the address as a common name only",
                 {.certificate = {.common_name = "127.0.0.1", .names = {}}},
                 "expected name 127.0.0.1",
                 address});
  prove_refusal({"the address as a DNS name",
                 {.certificate = {.common_name = "x", .names = {"localhost"}}},
                 "expected name 127.0.0.1",
                 address});
  prove_refusal({"another name",
                 {.certificate = {.names = {"127.0.0.1", "other.keysecure.local"}}},
                 "expected name web.keysecure.local"});
  prove_refusal({"any name", {.certificate = {.names = {"*"}}}, "expected name"});
  prove_refusal({"any name of a domain", {.certificate = {.names = {"*.local"}}}, "expected name"});
}

TEST_CASE("fault 06: a server that requires another client certificate") {
  const SimulatorOptions strict = {.require_client_certificate = true};
  prove_refusal({"none is sent", strict, ""});
  const CertificateAuthority other;
  const Credential stranger = other.issue({.common_name = "exporter"});
  const std::string files = ", cert_file: client.pem, key_file: client.key";
  prove_refusal({.name = "of another authority", .options = strict, .tls = files},
                {{"client.pem", stranger.certificate_pem}, {"client.key", stranger.key_pem}});
}

TEST_CASE("fault 06: an expired client certificate") {
  Simulator strict({.require_client_certificate = true});
  const Credential expired = strict.authority().issue({.begins = -48h, .ends = -24h});
  prove({{.name = "expired",
          .strike = [&](FaultScene& scene) { scene.gate.pass_to(port_of(strict)); },
          .reason = "tls",
          .whole = true,
          .cold = true,
          .scene = {.manager = {.tls = ", cert_file: client.pem, key_file: client.key"},
                    .further_cas = {strict.ca_pem()},
                    .files = {{"client.pem", expired.certificate_pem},
                              {"client.key", expired.key_pem}}}}});
  CHECK(strict.stats().requests == 0);
}

TEST_CASE("fault 06: a key that does not match its certificate") {
  const Simulator simulator;
  const PemPair one = make_pem_pair();
  const PemPair another = make_pem_pair();
  Configuration configuration;
  configuration.folder().write("client.pem", one.certificate);
  configuration.folder().write("client.key", another.key);
  configuration.add(simulator, {.tls = ", cert_file: client.pem, key_file: client.key"});
  for (const std::vector<std::string>& flags :
       {std::vector<std::string>{"--config.check"}, std::vector<std::string>{}}) {
    auto all = flags;
    all.insert(all.end(), {"--config.file", configuration.path()});
    const auto [exit_code, output] = run_exporter(all);
    CHECK(exit_code == 1);
    CHECK_THAT(output, ContainsSubstring("key_file"));
    CHECK(output.find("PRIVATE KEY") == std::string::npos);
    CHECK(output.find(another.key.substr(30, 40)) == std::string::npos);
  }
}

TEST_CASE("fault 07: a server with TLS 1.1 only") {
  prove_refusal({"TLS 1.1", {.only_tls11 = true}, ""});
}

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
  for (int i = 0; i < 2; ++i) scene.expect(wanted, "2.5");
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
                           lines.find("reason=") == std::string::npos;
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
            .reason = "tls",
            .whole = true,
            .cold = true}});
  }
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
  Variant torn = one_job("TLS cut", {.raw = "HTTP/1.1 200 OK\r\n\r\n" + half}, "bad_json");
  torn.fault.ending = Ending::kTruncate;
  torn.reason = "";  // either truncated or bad_json
  FaultScene scene;
  scene.expect_clean();
  torn.fault.job_id = scene.job_id();
  scene.simulator.set_fault(torn.fault);
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
