// SPDX-License-Identifier: Apache-2.0
// Reports of one server's certificate, in every order.
#include "exporter/cckm/server_certificate.h"

#include "tests/support/catch.h"
#include "tests/unit/cckm/counting_telemetry.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

TEST_CASE("the end of the last certificate is reported") {
  const auto telemetry = std::make_shared<CountingTelemetry>();
  ServerCertificate certificate(telemetry);
  certificate.ends_at(CertificateEnd(2s));
  CHECK(telemetry->server_certificate_end() == CertificateEnd(2s));
  certificate.ends_at(CertificateEnd(1s));
  CHECK(telemetry->server_certificate_end() == CertificateEnd(1s));
}

TEST_CASE("a certificate that no handshake has shown removes the value of an earlier address") {
  const auto telemetry = std::make_shared<CountingTelemetry>();
  ServerCertificate(telemetry).ends_at(CertificateEnd(2s));
  ServerCertificate certificate(telemetry);
  SECTION("before its first handshake") {
    certificate.report_absence();
    CHECK_FALSE(telemetry->server_certificate_end());
  }
  SECTION("not after it") {
    certificate.ends_at(CertificateEnd(1s));
    certificate.report_absence();
    CHECK(telemetry->server_certificate_end() == CertificateEnd(1s));
  }
}
