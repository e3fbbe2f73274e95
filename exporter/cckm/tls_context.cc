// SPDX-License-Identifier: Apache-2.0
// OpenSSL's side of TlsContext.
#include "exporter/cckm/tls_context.h"

#include <arpa/inet.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

namespace cckm {
namespace {

// The newest entry of OpenSSL's queue, emptied; its texts are constants.
std::string openssl_reason() {
  const unsigned long error = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(error);
  return reason != nullptr ? reason : "unknown error";
}

bool is_address(const std::string& host) {
  in6_addr parsed{};
  return ::inet_pton(AF_INET, host.c_str(), &parsed) == 1 ||
         ::inet_pton(AF_INET6, host.c_str(), &parsed) == 1;
}

int verify_and_note(X509_STORE_CTX* context, void* handshake) {
  const int verified = X509_verify_cert(context);
  if (verified <= 0) {
    static_cast<Handshake*>(handshake)->refusal =
        X509_verify_cert_error_string(X509_STORE_CTX_get_error(context));
  }
  return verified;
}

int note_request(SSL*, void* handshake) {
  static_cast<Handshake*>(handshake)->certificate_requested = true;
  return 1;  // go on with the certificate that there is, if any
}

void expect_peer(SSL_CTX* context, const std::string& name) {
  X509_VERIFY_PARAM* expected = SSL_CTX_get0_param(context);
  if (is_address(name)) {
    X509_VERIFY_PARAM_set1_ip_asc(expected, name.c_str());
  } else {
    X509_VERIFY_PARAM_set_hostflags(expected, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
    X509_VERIFY_PARAM_set1_host(expected, name.data(), name.size());
  }
}

}  // namespace

TlsContext::TlsContext(const TlsSettings& settings, const std::string& host)
    : peer_name_(settings.server_name.empty() ? host : settings.server_name),
      verify_(!settings.insecure_skip_verify),
      min_version_(settings.min_version == TlsVersion::kTls13 ? TLS1_3_VERSION : TLS1_2_VERSION),
      trust_(X509_STORE_new(), X509_STORE_free),
      identity_(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {}

Result<std::shared_ptr<const TlsContext>> TlsContext::load(const TlsSettings& settings,
                                                           const std::string& host) {
  ERR_clear_error();
  std::shared_ptr<TlsContext> context(new TlsContext(settings, host));
  std::string problem = context->load_trust(settings.ca_file);
  if (problem.empty()) problem = context->load_identity(settings.cert_file, settings.key_file);
  if (!problem.empty()) return Failure{Reason::kTls, problem};
  return std::shared_ptr<const TlsContext>(std::move(context));
}

std::string TlsContext::load_trust(const std::string& ca_file) {
  if (!verify_) return {};
  const int loaded = ca_file.empty() ? X509_STORE_set_default_paths(trust_.get())
                                     : X509_STORE_load_file(trust_.get(), ca_file.c_str());
  return loaded == 1 ? std::string() : "ca_file " + ca_file + ": " + openssl_reason();
}

std::string TlsContext::load_identity(const std::string& cert_file, const std::string& key_file) {
  if (cert_file.empty()) return {};
  if (SSL_CTX_use_certificate_chain_file(identity_.get(), cert_file.c_str()) != 1) {
    return "cert_file " + cert_file + ": " + openssl_reason();
  }
  if (SSL_CTX_use_PrivateKey_file(identity_.get(), key_file.c_str(), SSL_FILETYPE_PEM) != 1) {
    return "key_file " + key_file + ": " + openssl_reason();
  }
  return {};
}

void TlsContext::apply(SSL_CTX* context, Handshake* handshake) const {
  SSL_CTX_set_min_proto_version(context, min_version_);
  SSL_CTX_set_cert_cb(context, note_request, handshake);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);  // idle connections hold no 32 KiB
  if (X509* certificate = SSL_CTX_get0_certificate(identity_.get()); certificate != nullptr) {
    STACK_OF(X509)* chain = nullptr;
    SSL_CTX_get0_chain_certs(identity_.get(), &chain);
    SSL_CTX_use_cert_and_key(context, certificate, SSL_CTX_get0_privatekey(identity_.get()), chain,
                             1);
  }
  if (!verify_) {
    SSL_CTX_set_verify(context, SSL_VERIFY_NONE, nullptr);
    return;
  }
  SSL_CTX_set1_cert_store(context, trust_.get());
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_set_cert_verify_callback(context, verify_and_note, handshake);
  expect_peer(context, peer_name_);
}

}  // namespace cckm
