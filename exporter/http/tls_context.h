// SPDX-License-Identifier: Apache-2.0
// The TLS configuration of one server, shared by its connections: trusted authorities, client
// certificate and the name that the peer must prove.
#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>

#include "exporter/http/tls_options.h"
#include "exporter/model/result.h"

namespace cckm {

struct FreeTlsSession {
  void operator()(SSL* session) const;
};
using TlsSession = std::unique_ptr<SSL, FreeTlsSession>;

// Immutable, so thread-safe.
class TlsContext {
 public:
  // Loads the files of `options`. `host` is the host of the URL; options.server_name replaces it if
  // set. Fails with tls and OpenSSL's text if a file cannot be used.
  static Result<std::shared_ptr<const TlsContext>> load(const TlsOptions& options,
                                                        const std::string& host);

  // Returns the name that the peer must prove, also sent as SNI.
  const std::string& peer_name() const { return peer_name_; }

  // Returns a session on `socket` before its handshake. OpenSSL verifies the peer within the
  // handshake. Returns null if memory is short.
  TlsSession new_session(int socket) const;

 private:
  explicit TlsContext(std::string peer_name);

  std::string load_trust(const std::string& ca_file);
  std::string load_identity(const std::string& cert_file, const std::string& key_file);
  void expect_peer();

  std::string peer_name_;
  std::shared_ptr<SSL_CTX> context_;
};

}  // namespace cckm
