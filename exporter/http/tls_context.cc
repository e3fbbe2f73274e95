// SPDX-License-Identifier: Apache-2.0
// Configures OpenSSL: trust, client certificate, expected peer name.
#include "exporter/http/tls_context.h"

#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include <utility>

#include "exporter/http/origin.h"
#include "exporter/http/system_authorities.h"

namespace cckm {
namespace {

// Returns the newest error of OpenSSL's queue, a constant text, and clears the queue.
std::string openssl_reason() {
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(error);
  return reason != nullptr ? reason : "unknown error";
}

}  // namespace

void FreeTlsSession::operator()(SSL* session) const {
  SSL_free(session);
}

TlsContext::TlsContext(std::string peer_name, OnPeerCertificate on_peer_certificate)
    : peer_name_(std::move(peer_name)),
      on_peer_certificate_(std::move(on_peer_certificate)),
      context_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {}

Result<std::shared_ptr<const TlsContext>> TlsContext::load(const TlsOptions& options,
                                                           const std::string& host,
                                                           OnPeerCertificate on_peer_certificate) {
  ERR_clear_error();
  const std::string peer_name =
      without_final_dot(options.server_name.empty() ? host : options.server_name);
  std::shared_ptr<TlsContext> loaded(new TlsContext(peer_name, std::move(on_peer_certificate)));
  SSL_CTX* context = loaded->context_.get();
  if (context == nullptr) return Failure{Reason::kTls, openssl_reason()};
  SSL_CTX_set_min_proto_version(
      context, options.min_version == TlsVersion::kTls13 ? TLS1_3_VERSION : TLS1_2_VERSION);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);  // saves 32 KiB of each idle connection
  SSL_CTX_set_read_ahead(context, 1);  // reads the header of a record and its body by one call
  std::string problem;
  if (!options.insecure_skip_verify) {
    loaded->expect_peer();
    problem = loaded->load_trust(options.ca_file);
  }
  if (problem.empty()) problem = loaded->load_identity(options.cert_file, options.key_file);
  if (!problem.empty()) return Failure{Reason::kTls, problem};
  return std::shared_ptr<const TlsContext>(std::move(loaded));
}

std::string TlsContext::load_trust(const std::string& ca_file) {
  if (ca_file.empty()) return trust_system();
  if (SSL_CTX_load_verify_file(context_.get(), ca_file.c_str()) == 1) return {};
  return "ca_file " + ca_file + ": " + openssl_reason();
}

std::string TlsContext::trust_system() {
  authorities_ = system_authorities();
  if (!authorities_) return "the system's authorities: " + openssl_reason();
  SSL_CTX_set1_cert_store(context_.get(), authorities_.get());
  return {};
}

std::string TlsContext::load_identity(const std::string& cert_file, const std::string& key_file) {
  if (cert_file.empty()) return {};
  if (SSL_CTX_use_certificate_chain_file(context_.get(), cert_file.c_str()) != 1) {
    return "cert_file " + cert_file + ": " + openssl_reason();
  }
  if (SSL_CTX_use_PrivateKey_file(context_.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return "key_file " + key_file + ": " + openssl_reason();
  }
  return {};
}

void TlsContext::expect_peer() {
  SSL_CTX_set_verify(context_.get(), SSL_VERIFY_PEER, nullptr);
  X509_VERIFY_PARAM* expected = SSL_CTX_get0_param(context_.get());
  // Every certificate of ca_file is trusted, also one that is not self-signed. By default OpenSSL
  // also requires the self-signed root above it. curl, Go and Prometheus do not.
  X509_VERIFY_PARAM_set_flags(expected, X509_V_FLAG_PARTIAL_CHAIN);
  if (is_address(peer_name_)) {
    X509_VERIFY_PARAM_set1_ip_asc(expected, peer_name_.c_str());
  } else {
    X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    X509_VERIFY_PARAM_set1_host(expected, peer_name_.data(), peer_name_.size());
  }
}

TlsSession TlsContext::new_session(int socket) const {
  TlsSession session(SSL_new(context_.get()));
  if (!session || SSL_set_fd(session.get(), socket) != 1) return nullptr;
  if (!is_address(peer_name_)) {
    // SSL_set_tlsext_host_name() without the C cast of the macro.
    std::string name = peer_name_;
    SSL_ctrl(session.get(), SSL_CTRL_SET_TLSEXT_HOSTNAME, TLSEXT_NAMETYPE_host_name, name.data());
  }
  return session;
}

void TlsContext::report_peer_certificate(const SSL* session) const {
  const auto end = peer_certificate_end(session);
  if (end && on_peer_certificate_) on_peer_certificate_(*end);
}

std::optional<CertificateEnd> TlsContext::client_certificate_end() const {
  return certificate_end(SSL_CTX_get0_certificate(context_.get()));
}

}  // namespace cckm
