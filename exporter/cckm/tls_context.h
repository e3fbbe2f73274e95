// SPDX-License-Identifier: Apache-2.0
// The TLS side of a manager, loaded once and shared by its connections: whom to trust, who we are,
// and which name the peer must prove.
#pragma once

#include <openssl/types.h>

#include <memory>
#include <string>

#include "exporter/config/settings.h"
#include "exporter/model/result.h"

namespace cckm {

// What is worth knowing of a connection's handshake.
struct Handshake {
  std::string refusal;                 // why OpenSSL refused the peer, in constant words
  bool certificate_requested = false;  // the peer asked for a certificate of ours
};

class TlsContext {
 public:
  // `host` is the URL's; settings.server_name, if set, takes its place. Fails with Reason::kTls and
  // OpenSSL's words where a file cannot be used.
  static Result<std::shared_ptr<const TlsContext>> load(const TlsSettings& settings,
                                                        const std::string& host);

  // The name that the peer must prove and that we ask for (SNI).
  const std::string& peer_name() const { return peer_name_; }

  // Makes `context` behave as configured. OpenSSL itself then refuses a bad peer within the
  // handshake; each handshake is noted in `*handshake`, which must outlive `context`. Thread-safe.
  void apply(SSL_CTX* context, Handshake* handshake) const;

 private:
  TlsContext(const TlsSettings& settings, const std::string& host);

  std::string load_trust(const std::string& ca_file);
  std::string load_identity(const std::string& cert_file, const std::string& key_file);

  std::string peer_name_;
  bool verify_;
  int min_version_;
  // Parsed once, because a system's CA bundle costs more than a megabyte for each parse.
  std::shared_ptr<X509_STORE> trust_;
  std::shared_ptr<SSL_CTX> identity_;  // holds the client certificate, its chain and its key
};

}  // namespace cckm
