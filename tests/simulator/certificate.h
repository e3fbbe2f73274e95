// SPDX-License-Identifier: Apache-2.0
// A new certificate authority for each test. It issues good certificates for the simulator and its
// clients, and bad ones for tests. Keys are on P-256, because it is fast.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

struct evp_pkey_st;
struct x509_st;

namespace cckm::test {

struct CertificateSpec {
  std::string common_name = "web.keysecure.local";
  // subjectAltName: DNS names and numeric IP addresses; empty: no such extension. The default is
  // the name in CM's own self-made certificate, which does not depend on its address.
  std::vector<std::string> names = {"web.keysecure.local"};
  // Validity, counted from now. The certificate is invalid if it begins later or has ended.
  std::chrono::hours begins{-1};
  std::chrono::hours ends{24 * 365};
  bool self_signed = false;  // not signed by the authority
  bool rsa = false;          // a key of RSA-2048, whose signatures are slow
};

struct Credential {
  std::string certificate_pem;
  std::string key_pem;  // not encrypted
};

// Functions throw std::runtime_error if OpenSSL fails. Thread-safe.
class CertificateAuthority {
 public:
  CertificateAuthority();

  // Returns an authority whose certificate is issued by this one, so it is not self-signed.
  CertificateAuthority issue_authority() const;

  // Returns the authority's own certificate, for a client's ca_file.
  const std::string& pem() const { return pem_; }

  // Issues a certificate that both servers and clients can use, with its key.
  Credential issue(const CertificateSpec& spec) const;

 private:
  std::shared_ptr<evp_pkey_st> key_;
  std::shared_ptr<x509_st> certificate_;
  std::string pem_;
};

}  // namespace cckm::test
