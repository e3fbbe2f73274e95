// SPDX-License-Identifier: Apache-2.0
// Keys and certificates made while the tests run, so that none lies in the repository.
#pragma once

#include <string>

namespace cckm::test {

struct PemPair {
  std::string certificate;    // self-signed
  std::string key;            // PKCS#8
  std::string encrypted_key;  // the same with a passphrase
};

// A new key on P-256 and its certificate. Throws std::runtime_error if OpenSSL fails.
PemPair make_pem_pair();

}  // namespace cckm::test
