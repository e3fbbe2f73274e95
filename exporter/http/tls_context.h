// SPDX-License-Identifier: Apache-2.0
// The TLS configuration of one server, shared by its connections: trusted authorities, client
// certificate and the name that the peer must prove.
#pragma once

#include <openssl/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "exporter/http/certificate_end.h"
#include "exporter/http/tls_options.h"
#include "exporter/model/result.h"

namespace cckm {

struct FreeTlsSession {
  void operator()(SSL* session) const;
};
using TlsSession = std::unique_ptr<SSL, FreeTlsSession>;

// Receives the earliest end of the peer's certificates after a handshake. Called concurrently.
using OnPeerCertificate = std::function<void(CertificateEnd)>;

// Immutable, so thread-safe.
class TlsContext {
 public:
  // Loads the files of `options`. `host` is the host of the URL; options.server_name replaces it if
  // set. `on_peer_certificate` can be empty. Fails with tls and OpenSSL's text if a file cannot be
  // used.
  static Result<std::shared_ptr<const TlsContext>> load(const TlsOptions& options,
                                                        const std::string& host,
                                                        OnPeerCertificate on_peer_certificate = {});

  // Returns the name that the peer must prove, also sent as SNI. It has no final dot.
  const std::string& peer_name() const { return peer_name_; }

  // Returns a session on `socket` before its handshake. OpenSSL verifies the peer within the
  // handshake. Returns null if memory is short.
  TlsSession new_session(int socket) const;

  // Calls on_peer_certificate with peer_certificate_end(), if it is known. Has the same
  // precondition.
  void report_peer_certificate(const SSL* session) const;

  // Returns the end of the client certificate as loaded. Empty if there is none.
  std::optional<CertificateEnd> client_certificate_end() const;

 private:
  TlsContext(std::string peer_name, OnPeerCertificate on_peer_certificate);

  // All three return a problem, or an empty text.
  std::string load_trust(const std::string& ca_file);
  std::string trust_system();
  std::string load_identity(const std::string& cert_file, const std::string& key_file);
  void expect_peer();

  std::string peer_name_;
  OnPeerCertificate on_peer_certificate_;
  std::shared_ptr<X509_STORE> authorities_;  // the system's, kept to be shared; can be null
  std::shared_ptr<SSL_CTX> context_;
};

}  // namespace cckm
