// SPDX-License-Identifier: Apache-2.0
// The ends of certificates. connection_test has those of handshakes.
#include "exporter/http/certificate_end.h"

#include <openssl/x509.h>

#include <memory>
#include <string>

#include "tests/support/catch.h"

using namespace cckm;
using namespace std::chrono_literals;

namespace {

using Certificate = std::unique_ptr<X509, decltype(&X509_free)>;

Certificate certificate_until(const std::string& not_after) {
  Certificate certificate(X509_new(), X509_free);
  ASN1_TIME_set_string(X509_getm_notAfter(certificate.get()), not_after.c_str());
  return certificate;
}

}  // namespace

TEST_CASE("a certificate ends at its notAfter, in every notation and year") {
  const auto [not_after, seconds] = GENERATE(table<std::string, std::int64_t>({
      {"700101000000Z", 0},
      {"201105063825Z", 1604558305},
      {"20501105063825Z", 2551243105},
      {"99991231235959Z", 253402300799},
  }));
  CAPTURE(not_after);
  CHECK(certificate_end(certificate_until(not_after).get()) ==
        CertificateEnd(std::chrono::seconds(seconds)));
}

TEST_CASE("a certificate without an end has none") {
  CHECK_FALSE(certificate_end(nullptr));
  CHECK_FALSE(certificate_end(Certificate(X509_new(), X509_free).get()));
}
