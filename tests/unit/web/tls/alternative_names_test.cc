// SPDX-License-Identifier: Apache-2.0
// Names of certificates of every kind.
#include "exporter/web/tls/alternative_names.h"

#include <openssl/x509v3.h>

#include <memory>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

struct FreeCertificate {
  void operator()(X509* certificate) const { X509_free(certificate); }
};
using Certificate = std::unique_ptr<X509, FreeCertificate>;

// A certificate that has nothing but names, in OpenSSL's configuration syntax.
Certificate certificate_with(const std::string& names) {
  Certificate certificate(X509_new());
  X509_EXTENSION* extension =
      X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
  REQUIRE(extension != nullptr);
  X509_add_ext(certificate.get(), extension, -1);
  X509_EXTENSION_free(extension);
  return certificate;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("names of each kind are texts") {
  const auto certificate = certificate_with(
      "DNS:prometheus.example,email:ann@example.com,URI:spiffe://example/prometheus,IP:192.0.2.7,"
      "IP:2001:DB8:0:0:0:0:0:7");
  CHECK(alternative_names(certificate.get()) == Names{"prometheus.example", "ann@example.com",
                                                      "spiffe://example/prometheus", "192.0.2.7",
                                                      "2001:db8::7"});
}

TEST_CASE("names of other kinds are left out") {
  const auto certificate = certificate_with("RID:1.2.3.4,DNS:a.example");
  CHECK(alternative_names(certificate.get()) == Names{"a.example"});
}

TEST_CASE("a certificate without names has none") {
  const Certificate certificate(X509_new());
  CHECK(alternative_names(certificate.get()).empty());
}

}  // namespace cckm::test
