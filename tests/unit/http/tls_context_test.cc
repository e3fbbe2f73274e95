// SPDX-License-Identifier: Apache-2.0
// Files that can be loaded or not, and the sessions of a context before their handshake.
#include "exporter/http/tls_context.h"

#include <fcntl.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "exporter/system/descriptor.h"
#include "tests/support/catch.h"
#include "tests/support/pem_files.h"
#include "tests/support/temporary_folder.h"

using namespace cckm;
using namespace cckm::test;

namespace {

const TemporaryFolder& folder() {
  static const TemporaryFolder instance;
  return instance;
}

std::string failure_of(const TlsOptions& options) {
  const auto loaded = TlsContext::load(options, "cm.test");
  REQUIRE_FALSE(loaded.ok());
  CHECK(loaded.failure().reason == Reason::kTls);
  return loaded.failure().detail;
}

// A session without a peer.
struct Session {
  explicit Session(const TlsOptions& options, const std::string& host = "cm.test")
      : tls(TlsContext::load(options, host).value()), session(tls->new_session(socket.get())) {
    REQUIRE(session);
  }

  std::string sni() const {
    const char* name = SSL_get_servername(session.get(), TLSEXT_NAMETYPE_host_name);
    return name != nullptr ? name : "";
  }
  std::string expected_host() const {
    const char* name = X509_VERIFY_PARAM_get0_host(SSL_get0_param(session.get()), 0);
    return name != nullptr ? name : "";
  }
  std::string expected_address() const {
    char* text = X509_VERIFY_PARAM_get1_ip_asc(SSL_get0_param(session.get()));
    std::string address = text != nullptr ? text : "";
    OPENSSL_free(text);
    return address;
  }

  Descriptor socket{::open("/dev/null", O_RDWR | O_CLOEXEC)};
  std::shared_ptr<const TlsContext> tls;
  TlsSession session;
};

}  // namespace

TEST_CASE("a peer must prove the host's name, which is also sent as SNI") {
  const Session session({});
  CHECK(session.tls->peer_name() == "cm.test");
  CHECK(session.sni() == "cm.test");
  CHECK(session.expected_host() == "cm.test");
  CHECK(session.expected_address().empty());
  CHECK(SSL_get_verify_mode(session.session.get()) == SSL_VERIFY_PEER);
}

TEST_CASE("server_name replaces the host's name") {
  const Session session({.server_name = "other.test"});
  CHECK(session.tls->peer_name() == "other.test");
  CHECK(session.sni() == "other.test");
  CHECK(session.expected_host() == "other.test");
}

TEST_CASE("the dot at the end of an absolute name is in no certificate and not sent") {
  const auto [host, server_name, name] = GENERATE(table<std::string, std::string, std::string>({
      {"cm.test.", "", "cm.test"},
      {"cm.test", "other.test.", "other.test"},
      {"cm.test.", "192.0.2.1", "192.0.2.1"},
  }));
  const Session session({.server_name = server_name}, host);
  CHECK(session.tls->peer_name() == name);
  if (server_name == "192.0.2.1") return;
  CHECK(session.sni() == name);
  CHECK(session.expected_host() == name);
}

TEST_CASE("a peer must prove an address, which is not sent as SNI") {
  const auto host = GENERATE(as<std::string>{}, "192.0.2.1", "2001:DB8::1");
  const Session session({}, host);
  CHECK(session.tls->peer_name() == host);
  CHECK(session.sni().empty());
  CHECK(session.expected_host().empty());
  CHECK_FALSE(session.expected_address().empty());
}

TEST_CASE("insecure_skip_verify verifies nothing, and still sends SNI") {
  const Session session({.insecure_skip_verify = true});
  CHECK(session.sni() == "cm.test");
  CHECK(SSL_get_verify_mode(session.session.get()) == SSL_VERIFY_NONE);
  CHECK(session.expected_host().empty());
}

TEST_CASE("the least version of TLS is 1.2 or 1.3") {
  CHECK(SSL_get_min_proto_version(Session({}).session.get()) == TLS1_2_VERSION);
  CHECK(SSL_get_min_proto_version(Session({.min_version = TlsVersion::kTls13}).session.get()) ==
        TLS1_3_VERSION);
}

TEST_CASE("a client certificate is loaded with its key") {
  const PemPair pair = make_pem_pair();
  const TlsOptions options{.cert_file = folder().write("own.pem", pair.certificate),
                           .key_file = folder().write("own.key", pair.key)};
  const Session session(options);
  CHECK(SSL_get_certificate(session.session.get()) != nullptr);
  CHECK(SSL_get_privatekey(session.session.get()) != nullptr);
  CHECK(SSL_get_certificate(Session({}).session.get()) == nullptr);
}

TEST_CASE("the end of the client certificate is known once it is loaded") {
  const PemPair pair = make_pem_pair();
  const auto now = std::chrono::floor<std::chrono::seconds>(std::chrono::system_clock::now());
  const Session session({.cert_file = folder().write("end.pem", pair.certificate),
                         .key_file = folder().write("end.key", pair.key)});
  const auto end = session.tls->client_certificate_end();
  REQUIRE(end);
  CHECK(std::chrono::abs(*end - now - std::chrono::hours(24)) < std::chrono::minutes(1));
  CHECK_FALSE(Session({}).tls->client_certificate_end());
}

TEST_CASE("a file that cannot be loaded is named by its option") {
  const PemPair pair = make_pem_pair();
  const std::string certificate = folder().write("client.pem", pair.certificate);
  const std::string other_key = folder().write("other.key", make_pem_pair().key);
  const std::string junk = folder().write("junk", "junk");
  const auto [options, begin] = GENERATE_COPY(table<TlsOptions, std::string>({
      {{.ca_file = "/nowhere"}, "ca_file /nowhere: "},
      {{.ca_file = junk}, "ca_file " + junk + ": "},
      {{.cert_file = "/nowhere", .key_file = other_key}, "cert_file /nowhere: "},
      {{.cert_file = junk, .key_file = other_key}, "cert_file " + junk + ": "},
      {{.cert_file = certificate, .key_file = "/nowhere"}, "key_file /nowhere: "},
      {{.cert_file = certificate, .key_file = other_key}, "key_file " + other_key + ": "},
  }));
  const std::string detail = failure_of(options);
  CHECK(detail.rfind(begin, 0) == 0);
  CHECK(detail.size() > begin.size());
}
