// SPDX-License-Identifier: Apache-2.0
// A TLS client in this process, and what became of its handshake.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/local/connect_pair.hpp>
#include <boost/asio/local/stream_protocol.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/system/system_error.hpp>
#include <future>
#include <string>

#include "exporter/web/tls/server_tls.h"
#include "tests/simulator/certificate.h"
#include "tests/support/catch.h"

namespace cckm::test {

struct TlsClientChoice {
  std::string authority;     // PEM, trusted
  Credential identity = {};  // empty: no client certificate
  int version = 0;           // OpenSSL's number; 0: any
  std::string ciphers = {};  // OpenSSL's list for TLS 1.2; empty: its default
};

// What the two sides say after a handshake over a socket pair.
struct Handshake {
  std::string server, client;   // the errors; empty: none
  std::string version, cipher;  // of the client's side
};

// The client also reads: in TLS 1.3 it learns only then that the server refused its certificate.
inline Handshake shake_hands(const ServerTls& tls, const TlsClientChoice& choice) {
  namespace asio = boost::asio;
  using boost::system::error_code;
  using Stream = asio::ssl::stream<asio::local::stream_protocol::socket>;
  asio::io_context loop;
  asio::ssl::context context(asio::ssl::context::tls_client);
  context.add_certificate_authority(asio::buffer(choice.authority));
  context.set_verify_mode(asio::ssl::verify_peer);
  if (choice.version != 0) {
    SSL_CTX_set_min_proto_version(context.native_handle(), choice.version);
    SSL_CTX_set_max_proto_version(context.native_handle(), choice.version);
  }
  if (!choice.ciphers.empty())
    REQUIRE(SSL_CTX_set_cipher_list(context.native_handle(), choice.ciphers.c_str()) == 1);
  if (!choice.identity.key_pem.empty()) {
    context.use_certificate_chain(asio::buffer(choice.identity.certificate_pem));
    context.use_private_key(asio::buffer(choice.identity.key_pem), asio::ssl::context::pem);
  }
  Stream server(loop, tls.context());
  Stream client(loop, context);
  asio::local::connect_pair(server.next_layer(), client.next_layer());
  auto serving = std::async(std::launch::async, [&server] {
    error_code error;
    server.handshake(asio::ssl::stream_base::server, error);
    error_code ignored;
    if (!error) asio::write(server, asio::buffer("x", 1), ignored);
    server.next_layer().close();
    return error ? error.message() : std::string();
  });
  Handshake result;
  error_code error;
  client.handshake(asio::ssl::stream_base::client, error);
  char byte = 0;
  if (!error) asio::read(client, asio::buffer(&byte, 1), error);
  if (error) result.client = error.message();
  result.version = SSL_get_version(client.native_handle());
  result.cipher = SSL_get_cipher_name(client.native_handle());
  client.next_layer().close();
  result.server = serving.get();
  return result;
}

}  // namespace cckm::test
