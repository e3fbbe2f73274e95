// SPDX-License-Identifier: Apache-2.0
// Handshakes of clients with and without certificates, versions and ciphers.
#include "exporter/web/tls/server_tls.h"

#include <openssl/ssl.h>

#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>

#include "tests/support/catch.h"
#include "tests/unit/web/tls/tls_client.h"

namespace cckm::test {
namespace {

// A server with a certificate of an authority, and clients of the same and of another authority.
struct ServerTlsScene {
  ServerTlsScene() {
    const Credential server = authority.issue({});
    options.certificates = server.certificate_pem;
    options.key = server.key_pem;
    client.authority = authority.pem();
  }

  std::shared_ptr<const ServerTls> tls() const {
    const auto created = ServerTls::create(options);
    REQUIRE(created.ok());
    return *created;
  }
  // Asks clients, and trusts `authority`.
  void ask(ClientAuth auth) {
    options.client_auth = auth;
    options.client_authorities = authority.pem();
  }
  Handshake handshake() const { return shake_hands(*tls(), client); }
  bool succeeds() const {
    const Handshake result = handshake();
    CHECK(result.server.empty() == result.client.empty());
    return result.client.empty();
  }

  CertificateAuthority authority, stranger;
  ServerTlsOptions options;
  TlsClientChoice client;
};

}  // namespace

TEST_CASE("a client that has no certificate is served unless one is required") {
  ServerTlsScene scene;
  const auto [auth, wanted] = GENERATE(table<ClientAuth, bool>({
      {ClientAuth::kNone, true},
      {ClientAuth::kRequest, true},
      {ClientAuth::kRequireAny, false},
      {ClientAuth::kVerifyIfGiven, true},
      {ClientAuth::kRequireAndVerify, false},
  }));
  if (auth != ClientAuth::kNone) scene.ask(auth);
  CAPTURE(auth);
  CHECK(scene.succeeds() == wanted);
}

TEST_CASE("a certificate of another authority is served unless it is verified") {
  ServerTlsScene scene;
  scene.client.identity = scene.stranger.issue({});
  const auto [auth, wanted] = GENERATE(table<ClientAuth, bool>({
      {ClientAuth::kRequest, true},
      {ClientAuth::kRequireAny, true},
      {ClientAuth::kVerifyIfGiven, false},
      {ClientAuth::kRequireAndVerify, false},
  }));
  scene.ask(auth);
  CAPTURE(auth);
  CHECK(scene.succeeds() == wanted);
}

TEST_CASE("a certificate that has ended is refused") {
  ServerTlsScene scene;
  scene.ask(ClientAuth::kRequireAndVerify);
  scene.client.identity = scene.authority.issue({});
  CHECK(scene.succeeds());
  scene.client.identity =
      scene.authority.issue({.begins = std::chrono::hours(-48), .ends = std::chrono::hours(-24)});
  CHECK_FALSE(scene.succeeds());
}

TEST_CASE("an authority that is not self-signed is trusted") {
  ServerTlsScene scene;
  const CertificateAuthority middle = scene.authority.issue_authority();
  scene.options.client_auth = ClientAuth::kRequireAndVerify;
  scene.options.client_authorities = middle.pem();
  scene.client.identity = middle.issue({});
  CHECK(scene.succeeds());
  scene.client.identity = scene.authority.issue({});
  CHECK_FALSE(scene.succeeds());
}

TEST_CASE("a client's certificate must have one of the names") {
  ServerTlsScene scene;
  scene.ask(ClientAuth::kRequireAndVerify);
  scene.options.client_names = {"prometheus.example", "127.0.0.7", "2001:db8::7"};
  const auto [name, wanted] = GENERATE(table<std::string, bool>({
      {"prometheus.example", true},
      {"127.0.0.7", true},
      {"2001:db8::7", true},
      {"other.example", false},
      {"127.0.0.8", false},
      {"example", false},
  }));
  scene.client.identity = scene.authority.issue({.names = {"first.example", name}});
  CAPTURE(name);
  CHECK(scene.succeeds() == wanted);
  scene.client.identity = scene.authority.issue({.names = {}});
  CHECK_FALSE(scene.succeeds());
}

TEST_CASE("a name counts only if the certificate is of a trusted authority") {
  ServerTlsScene scene;
  scene.ask(ClientAuth::kRequireAndVerify);
  scene.options.client_names = {"prometheus.example"};
  scene.client.identity = scene.stranger.issue({.names = {"prometheus.example"}});
  CHECK_FALSE(scene.succeeds());
}

TEST_CASE("versions are limited on both sides") {
  ServerTlsScene scene;
  scene.client.version = TLS1_2_VERSION;
  CHECK(scene.handshake().version == "TLSv1.2");
  scene.options.min_version = ServedTlsVersion::kTls13;
  CHECK_FALSE(scene.succeeds());
  scene.client.version = 0;
  CHECK(scene.handshake().version == "TLSv1.3");
  scene.options.min_version = scene.options.max_version = ServedTlsVersion::kTls12;
  CHECK(scene.handshake().version == "TLSv1.2");
}

TEST_CASE("the server's order of ciphers counts unless it is told otherwise") {
  ServerTlsScene scene;
  scene.client.version = TLS1_2_VERSION;
  scene.client.ciphers = "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256";
  scene.options.ciphers = {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384"};
  CHECK(scene.handshake().cipher == "ECDHE-ECDSA-AES128-GCM-SHA256");
  scene.options.prefers_own_ciphers = false;
  CHECK(scene.handshake().cipher == "ECDHE-ECDSA-AES256-GCM-SHA384");
  scene.options.ciphers = {"ECDHE-ECDSA-CHACHA20-POLY1305"};
  CHECK_FALSE(scene.succeeds());
}

TEST_CASE("by default TLS 1.2 has ciphers with forward secrecy and authenticated encryption only") {
  ServerTlsScene scene;
  scene.client.version = TLS1_2_VERSION;
  for (const char* cipher : {"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-ECDSA-AES256-GCM-SHA384",
                             "ECDHE-ECDSA-CHACHA20-POLY1305"}) {
    scene.client.ciphers = cipher;
    CHECK(scene.handshake().cipher == cipher);
  }
  for (const char* cipher : {"ECDHE-ECDSA-AES128-SHA", "ECDHE-ECDSA-AES256-SHA384"}) {
    scene.client.ciphers = cipher;
    CHECK_FALSE(scene.succeeds());
  }
}

TEST_CASE("curves are limited") {
  ServerTlsScene scene;
  scene.options.curves = {"P-384"};
  CHECK(scene.succeeds());
}

TEST_CASE("options that do not fit together are a failure without the key") {
  ServerTlsScene scene;
  SECTION("a cipher that does not exist") {
    scene.options.ciphers = {"NONE-SUCH"};
  }
  SECTION("a curve that does not exist") {
    scene.options.curves = {"P-1"};
  }
  SECTION("another key") {
    scene.options.key = scene.stranger.issue({}).key_pem;
  }
  SECTION("no key") {
    scene.options.key = "-----BEGIN";
  }
  SECTION("no certificate") {
    scene.options.certificates = "text";
  }
  const auto created = ServerTls::create(scene.options);
  REQUIRE_FALSE(created.ok());
  CHECK_FALSE(created.failure().detail.empty());
  CHECK(created.failure().detail.find("BEGIN") == std::string::npos);
}

}  // namespace cckm::test
