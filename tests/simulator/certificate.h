// SPDX-License-Identifier: Apache-2.0
// A certificate authority of one's own, made afresh each time, and the certificates that it issues:
// good ones for the simulator and its clients, and bad ones for tests. EC P-256, because it is
// fast.
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
  // the name in the certificate that CM makes for itself, whatever address it is reached at.
  std::vector<std::string> names = {"web.keysecure.local"};
  // Validity, counted from now: `begins` in the future or `ends` in the past makes an invalid one.
  std::chrono::hours begins{-1};
  std::chrono::hours ends{24 * 365};
  bool self_signed = false;  // and by nobody else
};

struct Credential {
  std::string certificate_pem;
  std::string key_pem;  // not encrypted
};

// Everything here throws std::runtime_error where OpenSSL fails. Thread-safe.
class CertificateAuthority {
 public:
  CertificateAuthority();

  // The authority's own certificate, for a client's ca_file.
  const std::string& pem() const { return pem_; }

  // A certificate for servers and for clients alike, with its key.
  Credential issue(const CertificateSpec& spec) const;

 private:
  std::shared_ptr<evp_pkey_st> key_;
  std::shared_ptr<x509_st> certificate_;
  std::string pem_;
};

}  // namespace cckm::test
