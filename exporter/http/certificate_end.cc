// SPDX-License-Identifier: Apache-2.0
// OpenSSL keeps the chain of a handshake that failed, too. It builds the chain up to a trust anchor
// and checks the name before it checks times. So a chain that has expired is known to be the
// peer's, but after any other error the chain proves nothing.
#include "exporter/http/certificate_end.h"

#include <openssl/asn1.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>

#include <algorithm>
#include <ctime>

namespace cckm {
namespace {

std::optional<CertificateEnd> earliest_end(const STACK_OF(X509) * chain) {
  std::optional<CertificateEnd> earliest;
  for (int i = 0; i < sk_X509_num(chain); ++i) {
    const auto end = certificate_end(sk_X509_value(chain, i));
    if (end) earliest = std::min(*end, earliest.value_or(*end));
  }
  return earliest;
}

}  // namespace

std::optional<CertificateEnd> certificate_end(const X509* certificate) {
  const ASN1_TIME* end = certificate != nullptr ? X509_get0_notAfter(certificate) : nullptr;
  std::tm fields{};
  if (end == nullptr || ASN1_TIME_to_tm(end, &fields) != 1) return std::nullopt;
  return CertificateEnd(std::chrono::seconds(::timegm(&fields)));
}

std::optional<CertificateEnd> peer_certificate_end(const SSL* session) {
  if (SSL_get_verify_mode(session) == SSL_VERIFY_NONE) {
    return certificate_end(SSL_get0_peer_certificate(session));
  }
  const bool complete = SSL_is_init_finished(session) == 1;
  const bool expired = SSL_get_verify_result(session) == X509_V_ERR_CERT_HAS_EXPIRED;
  return complete || expired ? earliest_end(SSL_get0_verified_chain(session)) : std::nullopt;
}

}  // namespace cckm
