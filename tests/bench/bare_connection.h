// SPDX-License-Identifier: Apache-2.0
// A connection to CM that does as little as possible: it sends ready-made requests and parses
// nothing of a response but its length.
#pragma once

#include <openssl/ssl.h>

#include <boost/asio/ip/tcp.hpp>
#include <memory>
#include <string>
#include <string_view>

namespace cckm::test {

class BareConnection {
 public:
  // Connects to an URL such as "https://127.0.0.1:1234". With https, performs the handshake and
  // does not verify the certificate. Throws std::exception.
  explicit BareConnection(const std::string& url);

  // Sends a request and returns the body of the response, which is valid until the next call.
  // Throws std::runtime_error if the status is not 200 or the connection ends.
  std::string_view exchange(std::string_view request);

 private:
  void send(std::string_view bytes);
  // Appends what arrives next to `received_`.
  void receive();

  boost::asio::ip::tcp::socket socket_;
  std::unique_ptr<SSL, decltype(&SSL_free)> tls_{nullptr, SSL_free};  // empty: plain HTTP
  std::string received_;
};

}  // namespace cckm::test
