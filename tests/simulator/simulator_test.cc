// SPDX-License-Identifier: Apache-2.0
// Tests the simulator over the network: TLS, persistent connections, and every fault once.
#include "tests/simulator/simulator.h"

#include <boost/asio/buffer.hpp>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "tests/simulator/appliance.h"
#include "tests/simulator/published_files.h"
#include "tests/simulator/random.h"
#include "tests/simulator/test_client.h"
#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

constexpr const char* kJob =
    "/api/v1/cckm/aws/synchronization-jobs/afef70ff-311e-46c1-8ead-e1999e8c6d46";
constexpr const char* kTokens = "/api/v1/auth/tokens/";
constexpr const char* kLogin =
    R"({"grant_type":"password","username":"cckm-exporter","password":"simulated-password"})";
constexpr const char* kOk = "HTTP/1.1 200 OK\r\n";

TestTarget target_of(const Simulator& simulator) {
  return {.url = simulator.url(), .ca_pem = simulator.ca_pem()};
}

// A connection after the TLS handshake.
class Session : public TestClient {
 public:
  explicit Session(const Simulator& simulator) : TestClient(target_of(simulator)) { handshake(); }
};

std::string job_from(Simulator& simulator) {
  return Session(simulator).get(kJob, simulator.mint_token());
}

std::string job_request(Simulator& simulator) {
  return "GET " + std::string(kJob) + " HTTP/1.1\r\nHost: cm\r\nAuthorization: Bearer " +
         simulator.mint_token() + "\r\n\r\n";
}

TEST_CASE("a client logs in and reads jobs over one connection") {
  Simulator simulator;
  Session client(simulator);
  const std::string login = client.post(kTokens, kLogin);
  const auto begin = login.find(R"("jwt":")") + 7;
  const std::string token = login.substr(begin, login.find('"', begin) - begin);
  for (int i = 0; i < 3; ++i) CHECK_THAT(client.get(kJob, token), ContainsSubstring(kOk));

  const Stats stats = simulator.stats();
  CHECK(stats.connections == 1);
  CHECK(stats.tls_handshakes == 1);
  CHECK(stats.requests == 4);
  CHECK(stats.job_requests == 3);
  CHECK(stats.token_requests.password == 1);
  CHECK(stats.unexpected_requests == 0);
  CHECK(stats.max_in_flight == 1);
}

TEST_CASE("a revoked token and a changed password are rejected") {
  Simulator simulator;
  Session client(simulator);
  const std::string token = simulator.mint_token();
  const std::string refresh =
      R"({"grant_type":"refresh_token","refresh_token":")" + simulator.mint_refresh_token() + "\"}";
  CHECK_THAT(client.post(kTokens, refresh), ContainsSubstring(kOk));

  simulator.revoke_tokens();
  CHECK_THAT(client.get(kJob, token), ContainsSubstring(" 401 "));
  simulator.revoke_refresh_tokens();
  CHECK_THAT(client.post(kTokens, refresh), ContainsSubstring(" 401 "));
  simulator.set_password("changed");
  CHECK_THAT(client.post(kTokens, kLogin), ContainsSubstring(" 401 "));
  CHECK(simulator.stats().refused_logins == 2);
}

TEST_CASE("bytes that are not HTTP are rejected and counted, and the connection is closed") {
  Simulator simulator;
  Session client(simulator);
  client.send("\x01\x02 nonsense\r\n\r\n");
  const TestClient::Rest rest = client.read_rest();
  CHECK_THAT(rest.bytes, ContainsSubstring("HTTP/1.1 400 Bad Request\r\n"));
  CHECK(rest.ending == "close");
  CHECK(simulator.stats().unexpected_requests == 1);
}

TEST_CASE("an incomplete request is not counted") {
  Simulator simulator;
  { Session(simulator).send("GET /api"); }
  CHECK_THAT(job_from(simulator), ContainsSubstring(kOk));
  CHECK(simulator.stats().requests == 1);
}

TEST_CASE("the connection is closed after a request with Connection: close") {
  Simulator simulator;
  Session client(simulator);
  std::string request = job_request(simulator);
  request.insert(request.size() - 2, "Connection: close\r\n");
  client.send(request);
  const TestClient::Rest rest = client.read_rest();
  CHECK_THAT(rest.bytes, ContainsSubstring("\r\nConnection: close\r\n"));
  CHECK(rest.ending == "close");
}

TEST_CASE("a test changes the lists while the simulator runs") {
  Simulator simulator;
  simulator.change([](Appliance& cm) { cm.families.of("aws").offer = Offer::kForbidden; });
  CHECK_THAT(job_from(simulator), ContainsSubstring(" 403 Forbidden"));
}

TEST_CASE("the default world is served on request") {
  constexpr const char* kRings = "/api/v1/cckm/google/key-rings";
  for (const bool is_wanted : {false, true}) {
    Simulator simulator({.default_world = is_wanted});
    const std::string rings = Session(simulator).get(kRings, simulator.mint_token());
    CHECK((rings.find("keyRings/cards") != std::string::npos) == is_wanted);
  }
}

TEST_CASE("the latency delays each response") {
  Simulator simulator({.latency = milliseconds(20)});
  Session client(simulator);
  const std::string token = simulator.mint_token();
  const auto begin = std::chrono::steady_clock::now();
  for (int i = 0; i < 2; ++i) CHECK_THAT(client.get(kJob, token), ContainsSubstring(kOk));
  CHECK(std::chrono::steady_clock::now() - begin >= milliseconds(40));
}

TEST_CASE("a fault changes one response, and the next one is clean") {
  struct Case {
    Fault fault;
    std::vector<std::string> parts;
  };
  const Case cases[] = {
      {{.status = 401}, {" 401 Unauthorized\r\n", "NCERRUnauthorizedAccess"}},
      {{.status = 503}, {" 503 Service Unavailable\r\n", "Content-Type: text/html", "<html>"}},
      {{.status = 204}, {" 204 No Content\r\n", "Content-Length: 0\r\n"}},
      {{.status = 429, .headers = {{"Retry-After", "7"}}}, {" 429 ", "\r\nRetry-After: 7\r\n"}},
      {{.status = 302, .headers = {{"Location", "https://x/"}}}, {" 302 Found", "Location: https"}},
      {{.status = 500, .body = "boom"}, {" 500 ", "\r\n\r\nboom"}},
      {{.body = R"({"id":7})"}, {kOk, "\r\n\r\n{\"id\":7}"}},
      {{.headers = {{"Content-Encoding", "gzip"}}}, {kOk, "Content-Encoding: gzip", "afef70ff"}},
      {{.headers = {{"content-type", "text/plain"}}}, {"content-type: text/plain\r\n", "afef70ff"}},
      {{.flood = Flood{Stage::kHeaders, "X-Padding: x\r\n", 3}},
       {"X-Padding: x\r\nX-Padding: x\r\nX-Padding: x\r\n\r\n"}},
      {{.flood = Flood{Stage::kBody, " ", 200'000}}, {"\r\n\r\n   ", "   {\"id\""}},
      {{.delay = milliseconds(5)}, {kOk, "afef70ff"}},
      {{.drip = Stage::kHeaders, .drip_interval = milliseconds(0)}, {kOk, "afef70ff"}},
      {{.drip = Stage::kBody, .drip_interval = milliseconds(0)}, {kOk, "afef70ff"}},
  };
  Simulator simulator;
  Session client(simulator);
  const std::string token = simulator.mint_token();
  for (Case c : cases) {
    c.fault.times = 1;
    simulator.set_fault(c.fault);
    const std::string response = client.get(kJob, token);
    for (const std::string& part : c.parts) CHECK_THAT(response, ContainsSubstring(part));
    CHECK_THAT(client.get(kJob, token), ContainsSubstring("\"abort\":false}"));
  }
}

TEST_CASE("a fault ends the connection at its stage and by its ending") {
  struct Case {
    Fault fault;
    std::string wanted;  // the last bytes
    std::string ending;
  };
  const Case cases[] = {
      {{.cut = Stage::kStart}, "", "close"},
      {{.cut = Stage::kStart, .ending = Ending::kTruncate}, "", "truncate"},
      {{.cut = Stage::kStart, .ending = Ending::kReset}, "", "reset"},
      {{.cut = Stage::kHeaders, .ending = Ending::kTruncate}, " GMT\r", "truncate"},
      {{.body = "12345678", .cut = Stage::kBody}, "Content-Length: 8\r\n\r\n1234", "close"},
      {{.body = "12", .cut = Stage::kBody, .ending = Ending::kReset}, "\r\n\r\n1", "reset"},
      {{.body = "{}", .cut = Stage::kEnd}, "\r\n\r\n{}", "close"},
      {{.headers = {{"Content-Length", "-1"}}, .body = "{}", .cut = Stage::kEnd},
       "Content-Length: -1\r\n\r\n{}",
       "close"},
      {{.raw = "HTTP/1.1 200 OK\r\n\r\n{", .ending = Ending::kTruncate}, "\r\n\r\n{", "truncate"},
      {{.raw = "X", .flood = Flood{Stage::kStart, "100 ", 3}}, "100 100 100 X", "close"},
      {{.raw = "a: ", .flood = Flood{Stage::kEnd, "b", 3}}, "a: bbb", "close"},
  };
  Simulator simulator;
  for (Case c : cases) {
    CAPTURE(c.wanted, c.ending);
    c.fault.times = 1;
    simulator.set_fault(c.fault);
    Session client(simulator);
    client.send(job_request(simulator));
    const TestClient::Rest rest = client.read_rest();
    CAPTURE(rest.bytes);
    CHECK(rest.bytes.ends_with(c.wanted));
    CHECK(rest.bytes.empty() == c.wanted.empty());
    CHECK(rest.ending == c.ending);
    CHECK_THAT(job_from(simulator), ContainsSubstring(kOk));
  }
}

TEST_CASE("a stalled response does not delay other connections") {
  Simulator simulator;
  simulator.set_fault({.times = 2, .body = "half", .cut = Stage::kBody, .ending = Ending::kStall});
  Session first(simulator);
  Session second(simulator);
  for (Session* client : {&first, &second}) {
    client->send(job_request(simulator));
    client->read_until("\r\n\r\nha");
  }
  CHECK_THAT(job_from(simulator), ContainsSubstring(kOk));
  CHECK(first.is_silent());
  CHECK(simulator.stats().max_in_flight == 3);
}

TEST_CASE("a fault can strike the TLS handshake") {
  Simulator simulator;
  SECTION("by a close") {
    simulator.set_fault({.times = 1, .cut = Stage::kHandshake});
    TestClient client(target_of(simulator));
    CHECK_THROWS(client.handshake());
  }
  SECTION("by a record that never ends") {
    simulator.set_fault({.times = 1, .drip = Stage::kHandshake, .drip_interval = milliseconds(1)});
    TestClient client(target_of(simulator));
    client.socket().send(boost::asio::buffer("hello", 5));
    std::string record(9, '\0');
    for (char& byte : record) client.socket().receive(boost::asio::buffer(&byte, 1));
    CHECK(record == std::string("\x16\x03\x03\x40\x00\x02\x00\x3f\xfc", 9));
  }
  CHECK(simulator.stats().tls_handshakes == 0);
  CHECK_THAT(job_from(simulator), ContainsSubstring(kOk));
}

TEST_CASE("a client rejects every kind of bad certificate") {
  struct Case {
    std::string what;
    SimulatorOptions options;
    bool is_accepted;
  };
  const Case cases[] = {
      {"good", {}, true},
      {"expired", {.certificate = {.begins = hours(-48), .ends = hours(-24)}}, false},
      {"not yet valid", {.certificate = {.begins = hours(24)}}, false},
      {"another host's", {.certificate = {.names = {"other.example", "127.0.0.1"}}}, false},
      {"its own issuer's", {.certificate = {.self_signed = true}}, false},
      {"TLS 1.1", {.only_tls11 = true}, false},
  };
  for (const Case& c : cases) {
    CAPTURE(c.what);
    Simulator simulator(c.options);
    TestClient client(target_of(simulator));
    if (c.is_accepted)
      CHECK_NOTHROW(client.handshake());
    else
      CHECK_THROWS(client.handshake());
  }
}

TEST_CASE("the certificate is valid for CM's default name, and for no address") {
  const Simulator simulator;
  TestTarget target = target_of(simulator);
  CHECK_NOTHROW(TestClient(target).handshake());
  for (const char* name : {"127.0.0.1", "localhost"}) {
    CAPTURE(name);
    target.server_name = name;
    CHECK_THROWS(TestClient(target).handshake());
  }
}

TEST_CASE("the certificate of another authority is not trusted") {
  const Simulator simulator;
  TestTarget target = target_of(simulator);
  target.ca_pem = CertificateAuthority().pem();
  CHECK_THROWS(TestClient(target).handshake());
}

TEST_CASE("a client certificate is required if the options say so") {
  Simulator simulator({.require_client_certificate = true});
  struct Case {
    Credential credential;
    bool is_accepted;
  };
  const CertificateSpec expired = {.begins = hours(-48), .ends = hours(-24)};
  const Case cases[] = {{simulator.authority().issue({.common_name = "exporter"}), true},
                        {{}, false},
                        {simulator.authority().issue(expired), false},
                        {CertificateAuthority().issue({}), false}};
  for (const Case& c : cases) {
    TestTarget target = target_of(simulator);
    target.client = c.credential;
    TestClient client(target);
    client.handshake();  // TLS 1.3: a rejection arrives with the first response
    if (c.is_accepted)
      CHECK_THAT(client.get(kJob, simulator.mint_token()), ContainsSubstring(kOk));
    else
      CHECK_THROWS(client.get(kJob, simulator.mint_token()));
  }
}

std::string content(const std::filesystem::path& file) {
  std::ifstream in(file);
  return {std::istreambuf_iterator<char>(in), {}};
}

TEST_CASE("the URL has the configured host name") {
  const Simulator simulator({.listen = "0.0.0.0:0", .host_name = "simulator"});
  CHECK(simulator.url().starts_with("https://simulator:"));
}

TEST_CASE("publish_config writes a configuration, its password and its CA") {
  namespace fs = std::filesystem;
  const fs::path folder = fs::temp_directory_path() / ("cckm_simulator_" + random_uuid());
  fs::create_directory(folder);
  const SimulatorOptions options = {.default_world = true};
  const Simulator simulator(options);
  publish_config(folder / "exporter.yml", options, simulator);

  const std::string config = content(folder / "exporter.yml");
  CHECK_THAT(config, ContainsSubstring("    url: " + simulator.url() + "\n"));
  CHECK_THAT(config, ContainsSubstring("      server_name: web.keysecure.local\n"));
  CHECK_THAT(config, ContainsSubstring("      - id: 8155fe39-570a-4132-92ca-e40b7640c7dc\n"
                                       "        name: dsm-domains\n"
                                       "        cloud: dsm\n"
                                       "        resource: domains\n"));
  CHECK_THAT(config, ContainsSubstring("    discover: all\n"));
  CHECK(config.find(options.password) == std::string::npos);
  CHECK(content(folder / "simulator.password") == options.password + "\n");
  CHECK(fs::status(folder / "simulator.password").permissions() == fs::perms(0600));
  CHECK(content(folder / "simulator-ca.pem") == simulator.ca_pem());
  CHECK_THROWS(publish(folder / "missing" / "file", "text"));
  fs::remove_all(folder);
}

}  // namespace
}  // namespace cckm::test
