// SPDX-License-Identifier: Apache-2.0
// Faults 1 to 7 and 69: no connection to CM, or no TLS.
#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <future>

#include "exporter/http/resolver.h"
#include "tests/faults/variant.h"
#include "tests/support/catch.h"
#include "tests/support/http_scene.h"
#include "tests/support/pem_files.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

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

TEST_CASE("fault 04: a certificate that has expired shows its end") {
  const std::chrono::duration<double> now = std::chrono::system_clock::now().time_since_epoch();
  const auto hours_left = [&](const std::string& page) {
    const auto end = sample(page, "cckm_tls_certificate_not_after_timestamp_seconds",
                            {"manager=\"cm\"", "certificate=\"server\""});
    REQUIRE(end);
    return (*end - now.count()) / 3600;
  };
  const Simulator expired({.certificate = {.begins = -48h, .ends = -24h}});
  FaultScene scene({.further_cas = {expired.ca_pem()}});
  CHECK(hours_left(scene.scrape()) == Approx(365 * 24).margin(0.1));
  scene.gate.pass_to(port_of(expired));
  CHECK(hours_left(scene.scrape()) == Approx(-24).margin(0.1));
  CHECK(hours_left(scene.scrape()) == Approx(-24).margin(0.1));
  scene.heal();
  CHECK(hours_left(scene.scrape()) == Approx(365 * 24).margin(0.1));
  scene.end();
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

TEST_CASE("fault 71: an authority that is not self-signed") {
  FaultScene scene({.simulator = {.issuing_authority = true}});
  for (int i = 0; i < 2; ++i) scene.expect_clean();
  CHECK(warnings_in(scene.end(), "").empty());
}
