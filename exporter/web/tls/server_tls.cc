// SPDX-License-Identifier: Apache-2.0
// Configures OpenSSL as a server.
//
// Sessions are never resumed: a resumed session has no handshake, so that it would go on with the
// authorities and the names of an old configuration. Scrapers keep their connections.
#include "exporter/web/tls/server_tls.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509_vfy.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/system/system_error.hpp>
#include <stdexcept>

#include "exporter/web/tls/alternative_names.h"

namespace cckm {
namespace {

namespace ssl = boost::asio::ssl;

// Forward secrecy and authenticated encryption. OpenSSL's own default has ciphers without them.
constexpr const char* kDefaultCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

int number_of(ServedTlsVersion version) {
  return version == ServedTlsVersion::kTls13 ? TLS1_3_VERSION : TLS1_2_VERSION;
}

std::string joined(const std::vector<std::string>& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ":") + name;
  return list;
}

bool verifies(ClientAuth auth) {
  return auth == ClientAuth::kVerifyIfGiven || auth == ClientAuth::kRequireAndVerify;
}

bool requires_certificate(ClientAuth auth) {
  return auth == ClientAuth::kRequireAny || auth == ClientAuth::kRequireAndVerify;
}

}  // namespace

Result<std::shared_ptr<const ServerTls>, PlainFailure> ServerTls::create(
    const ServerTlsOptions& options) {
  try {
    ERR_clear_error();
    return std::shared_ptr<const ServerTls>(new ServerTls(options));
  } catch (const std::runtime_error& error) {
    ERR_clear_error();
    return PlainFailure{error.what()};
  }
}

ServerTls::ServerTls(const ServerTlsOptions& options)
    : client_auth_(options.client_auth),
      client_names_(options.client_names),
      context_(ssl::context::tls_server) {
  limit_versions(options);
  choose_ciphers(options);
  show_certificate(options);
  if (!options.client_authorities.empty()) trust(options.client_authorities);
  ask_clients();
}

void ServerTls::limit_versions(const ServerTlsOptions& options) {
  SSL_CTX* context = context_.native_handle();
  SSL_CTX_set_min_proto_version(context, number_of(options.min_version));
  SSL_CTX_set_max_proto_version(context, number_of(options.max_version));
  SSL_CTX_set_options(context, SSL_OP_NO_TICKET | SSL_OP_NO_RENEGOTIATION);
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF);
  SSL_CTX_set_num_tickets(context, 0);
  SSL_CTX_set_mode(context, SSL_MODE_RELEASE_BUFFERS);  // saves 32 KiB of each idle connection
}

void ServerTls::choose_ciphers(const ServerTlsOptions& options) {
  SSL_CTX* context = context_.native_handle();
  if (options.prefers_own_ciphers) SSL_CTX_set_options(context, SSL_OP_CIPHER_SERVER_PREFERENCE);
  const std::string ciphers = options.ciphers.empty() ? kDefaultCiphers : joined(options.ciphers);
  if (SSL_CTX_set_cipher_list(context, ciphers.c_str()) != 1) {
    throw std::runtime_error("this OpenSSL has none of the cipher suites");
  }
  if (!options.curves.empty() &&
      SSL_CTX_set1_groups_list(context, joined(options.curves).c_str()) != 1) {
    throw std::runtime_error("this OpenSSL has not all of the curves");
  }
}

void ServerTls::show_certificate(const ServerTlsOptions& options) {
  context_.use_certificate_chain(boost::asio::buffer(options.certificates));
  context_.use_private_key(boost::asio::buffer(options.key), ssl::context::pem);
}

// Each certificate is trusted, also one that is not self-signed, as by the exporter's own requests.
void ServerTls::trust(const std::string& authorities) {
  SSL_CTX* context = context_.native_handle();
  context_.add_certificate_authority(boost::asio::buffer(authorities));
  X509_VERIFY_PARAM_set_flags(SSL_CTX_get0_param(context), X509_V_FLAG_PARTIAL_CHAIN);
}

void ServerTls::ask_clients() {
  if (client_auth_ == ClientAuth::kNone) return;
  SSL_CTX* context = context_.native_handle();
  const int required = requires_certificate(client_auth_) ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0;
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | required, nullptr);
  const auto verify = [](X509_STORE_CTX* chain, void* self) {
    return static_cast<const ServerTls*>(self)->accepts(chain) ? 1 : 0;
  };
  SSL_CTX_set_cert_verify_callback(context, verify, this);
}

// Called within a handshake, so that a client hears of a refusal in an alert.
bool ServerTls::accepts(X509_STORE_CTX* chain) const {
  if (verifies(client_auth_) && X509_verify_cert(chain) != 1) return false;
  if (client_names_.empty()) return true;
  const auto names = alternative_names(X509_STORE_CTX_get0_cert(chain));
  if (std::ranges::find_first_of(names, client_names_) != names.end()) return true;
  X509_STORE_CTX_set_error(chain, X509_V_ERR_APPLICATION_VERIFICATION);
  return false;
}

}  // namespace cckm
