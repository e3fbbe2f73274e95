// SPDX-License-Identifier: Apache-2.0
// Reads when certificates end (notAfter).
#pragma once

#include <openssl/types.h>

#include <chrono>
#include <optional>

namespace cckm {

// A time up to the end of the year 9999, which nanoseconds cannot hold.
using CertificateEnd = std::chrono::sys_seconds;

// Returns the end of a certificate. Empty if `certificate` is nullptr or has no valid notAfter.
std::optional<CertificateEnd> certificate_end(const X509* certificate);

// Returns the earliest end in the chain that OpenSSL has verified, from the peer's certificate to
// the trust anchor. Empty if the handshake failed, unless it failed because the chain has expired.
// If the session verifies nothing, returns the end of the certificate that the peer showed.
// Precondition: SSL_connect() is not called again.
std::optional<CertificateEnd> peer_certificate_end(const SSL* session);

}  // namespace cckm
