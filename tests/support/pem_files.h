// SPDX-License-Identifier: Apache-2.0
// Makes keys and certificates at run time, so that none is in the repository.
#pragma once

#include <string>

namespace cckm::test {

struct PemPair {
  std::string certificate;    // self-signed
  std::string key;            // PKCS#8
  std::string encrypted_key;  // the same with a passphrase
};

// Makes a new key on P-256 and its certificate. Throws std::runtime_error if OpenSSL fails.
PemPair make_pem_pair();

}  // namespace cckm::test
