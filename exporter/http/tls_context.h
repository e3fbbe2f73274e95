// SPDX-License-Identifier: Apache-2.0
// The TLS side of a manager, loaded once and shared by its connections: whom to trust, who we are,
// and which name the peer must prove.
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

// Thread-safe.
class TlsContext {
 public:
  // `host` is the URL's; settings.server_name, if set, takes its place. Fails with Reason::kTls and
  // OpenSSL's words where a file cannot be used.
  static Result<std::shared_ptr<const TlsContext>> load(const TlsOptions& settings,
                                                        const std::string& host);

  // The name that the peer must prove and that we ask for (SNI).
  const std::string& peer_name() const { return peer_name_; }

  // A session on `socket` that is yet to shake hands; OpenSSL itself then refuses a bad peer. Null
  // if memory is short.
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
