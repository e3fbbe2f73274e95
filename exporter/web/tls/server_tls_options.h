// SPDX-License-Identifier: Apache-2.0
// The TLS options of the exporter's pages.
#pragma once

#include <string>
#include <vector>

namespace cckm {

// What is asked of a client, with Go's meanings (crypto/tls.ClientAuthType).
enum class ClientAuth {
  kNone,              // no certificate
  kRequest,           // a certificate, which is not verified; the client can have none
  kRequireAny,        // a certificate, which is not verified
  kVerifyIfGiven,     // a certificate of `client_authorities`, if the client has one
  kRequireAndVerify,  // a certificate of `client_authorities`
};

enum class ServedTlsVersion { kTls12, kTls13 };

// The PEM texts are those of the files, which can change at any time.
struct ServerTlsOptions {
  std::string certificates;  // PEM, the server's own first
  std::string key;           // PEM, of the first certificate; a secret
  std::string client_authorities;
  ClientAuth client_auth = ClientAuth::kNone;
  std::vector<std::string> client_names;  // a client's certificate must have one; empty: any
  ServedTlsVersion min_version = ServedTlsVersion::kTls12;
  ServedTlsVersion max_version = ServedTlsVersion::kTls13;
  std::vector<std::string> ciphers;  // of TLS 1.2, OpenSSL's names; empty: those with AEAD
  bool prefers_own_ciphers = true;   // in the order of `ciphers`
  std::vector<std::string> curves;   // OpenSSL's names, the best first; empty: OpenSSL's default
};

}  // namespace cckm
