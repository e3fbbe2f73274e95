// SPDX-License-Identifier: Apache-2.0
// Go's names, and that OpenSSL knows what they become.
#include "exporter/config/go_tls_names.h"

#include <openssl/ssl.h>

#include <memory>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using Context = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

Context new_context() {
  return {SSL_CTX_new(TLS_server_method()), SSL_CTX_free};
}

}  // namespace

TEST_CASE("each cipher suite of TLS 1.2 has a name that OpenSSL knows") {
  const std::string key = GENERATE("RSA", "ECDSA");
  const std::string suite = GENERATE("AES_128_CBC_SHA", "AES_256_CBC_SHA", "AES_128_GCM_SHA256",
                                     "AES_256_GCM_SHA384", "CHACHA20_POLY1305_SHA256");
  const auto name = cipher_of("TLS_ECDHE_" + key + "_WITH_" + suite);
  REQUIRE(name);
  CAPTURE(*name);
  CHECK(SSL_CTX_set_cipher_list(new_context().get(), name->c_str()) == 1);
}

TEST_CASE("cipher suites of TLS 1.3 need no name") {
  CHECK(cipher_of("TLS_AES_128_GCM_SHA256") == "");
  CHECK(cipher_of("TLS_AES_256_GCM_SHA384") == "");
  CHECK(cipher_of("TLS_CHACHA20_POLY1305_SHA256") == "");
}

TEST_CASE("each curve has a name that OpenSSL knows") {
  const auto name = curve_of(GENERATE("CurveP256", "CurveP384", "CurveP521", "X25519"));
  REQUIRE(name);
  CAPTURE(*name);
  CHECK(SSL_CTX_set1_groups_list(new_context().get(), name->c_str()) == 1);
}

TEST_CASE("names that Go does not have, or does not count as secure, are not known") {
  CHECK_FALSE(cipher_of("ECDHE-RSA-AES128-GCM-SHA256"));
  CHECK_FALSE(cipher_of("TLS_RSA_WITH_AES_128_GCM_SHA256"));
  CHECK_FALSE(cipher_of("tls_aes_128_gcm_sha256"));
  CHECK_FALSE(curve_of("P-256"));
  CHECK_FALSE(served_version_of("TLS11"));
  CHECK_FALSE(client_auth_of("requireandverifyclientcert"));
  CHECK_FALSE(client_auth_of(""));
}

TEST_CASE("versions and client authentication have Go's names") {
  CHECK(served_version_of("TLS12") == ServedTlsVersion::kTls12);
  CHECK(served_version_of("TLS13") == ServedTlsVersion::kTls13);
  CHECK(client_auth_of("NoClientCert") == ClientAuth::kNone);
  CHECK(client_auth_of("RequestClientCert") == ClientAuth::kRequest);
  CHECK(client_auth_of("RequireAnyClientCert") == ClientAuth::kRequireAny);
  CHECK(client_auth_of("RequireClientCert") == ClientAuth::kRequireAny);
  CHECK(client_auth_of("VerifyClientCertIfGiven") == ClientAuth::kVerifyIfGiven);
  CHECK(client_auth_of("RequireAndVerifyClientCert") == ClientAuth::kRequireAndVerify);
}

}  // namespace cckm::test
