// SPDX-License-Identifier: Apache-2.0
// The certificate authorities that the system trusts.
#pragma once

#include <openssl/types.h>

#include <memory>

namespace cckm {

// Returns OpenSSL's default authorities: those of SSL_CERT_FILE and SSL_CERT_DIR if they are set,
// else the system's own. All callers share one store while one of them keeps it and none of its
// files has changed. Returns null if memory is short. Thread-safe.
std::shared_ptr<X509_STORE> system_authorities();

}  // namespace cckm
