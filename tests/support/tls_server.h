// SPDX-License-Identifier: Apache-2.0
// The server's side of TLS for a RawPeer. By default its certificate is self-signed and has no
// name.
#pragma once

#include <openssl/ssl.h>

#include <functional>
#include <memory>
#include <string>

#include "tests/support/catch.h"
#include "tests/support/pem_files.h"
#include "tests/support/raw_peer.h"
#include "tests/support/temporary_folder.h"

namespace cckm::test {

// Must outlive the peer that runs its scripts.
class TlsServer {
 public:
  // `verify_mode` is OpenSSL's, for the client's certificate.
  explicit TlsServer(int verify_mode = SSL_VERIFY_NONE)
      : context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
    const PemPair pair = make_pem_pair();
    SSL_CTX_set_verify(context_.get(), verify_mode, nullptr);
    use(pair.certificate, pair.key);
  }

  // Sends `chain`, which begins with the certificate of `key`. Both are PEM.
  TlsServer(const std::string& chain, const std::string& key)
      : context_(SSL_CTX_new(TLS_server_method()), SSL_CTX_free) {
    use(chain, key);
  }

  const std::string& certificate_file() const { return certificate_file_; }

  // Returns a script that runs `after` once the handshake has succeeded.
  RawPeer::Script script(std::function<void(SSL*)> after) const {
    return [this, after = std::move(after)](RawConnection& connection, int) {
      const std::unique_ptr<SSL, decltype(&SSL_free)> session(SSL_new(context_.get()), SSL_free);
      SSL_set_fd(session.get(), connection.descriptor());
      if (SSL_accept(session.get()) == 1) after(session.get());
    };
  }

 private:
  void use(const std::string& chain, const std::string& key) {
    const std::string key_file = folder_.write("server.key", key);
    certificate_file_ = folder_.write("server.pem", chain);
    REQUIRE(SSL_CTX_use_certificate_chain_file(context_.get(), certificate_file_.c_str()) == 1);
    REQUIRE(SSL_CTX_use_PrivateKey_file(context_.get(), key_file.c_str(), SSL_FILETYPE_PEM) == 1);
  }

  TemporaryFolder folder_;
  std::string certificate_file_;
  std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context_;
};

}  // namespace cckm::test
