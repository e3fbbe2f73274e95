// SPDX-License-Identifier: Apache-2.0
// The TLS context of the exporter's pages: its certificate, and what is asked of clients.
#pragma once

#include <openssl/types.h>

#include <boost/asio/ssl/context.hpp>
#include <memory>
#include <string>
#include <vector>

#include "exporter/model/result.h"
#include "exporter/web/tls/server_tls_options.h"

namespace cckm {

// Immutable, so thread-safe. Must outlive the sessions that use its context.
class ServerTls {
 public:
  // Fails with OpenSSL's text if the options do not fit together, for example if this OpenSSL does
  // not have a cipher. The text has nothing of the key.
  static Result<std::shared_ptr<const ServerTls>, PlainFailure> create(
      const ServerTlsOptions& options);

  // Asio asks for a context that is not constant, and does not change it.
  boost::asio::ssl::context& context() const { return context_; }

 private:
  explicit ServerTls(const ServerTlsOptions& options);

  void limit_versions(const ServerTlsOptions& options);
  void choose_ciphers(const ServerTlsOptions& options);
  void show_certificate(const ServerTlsOptions& options);
  void trust(const std::string& authorities);
  void ask_clients();
  bool accepts(X509_STORE_CTX* chain) const;

  const ClientAuth client_auth_;
  const std::vector<std::string> client_names_;
  mutable boost::asio::ssl::context context_;
};

}  // namespace cckm
