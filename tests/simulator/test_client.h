// SPDX-License-Identifier: Apache-2.0
// A blocking client over TLS. It shows every byte that a server sends, and how the connection ends.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <string>
#include <string_view>

#include "tests/simulator/certificate.h"

namespace cckm::test {

// The server's address and the client's identity.
struct TestTarget {
  std::string url;                                  // https://IP:PORT
  std::string ca_pem;                               // trusted authority
  std::string server_name = "web.keysecure.local";  // the name to verify
  Credential client = {};                           // empty: no client certificate
};

// Functions throw boost::system::system_error for any other behaviour of the network. They have no
// timeout: ctest's limit ends a test that hangs.
class TestClient {
 public:
  // Connects, without a handshake.
  explicit TestClient(const TestTarget& target);

  void handshake();
  // Returns the server's own certificate. Precondition: after handshake().
  std::string certificate_pem();
  void send(std::string_view bytes);

  // Send a request and return the response, head and body. An empty token is not sent.
  std::string get(std::string_view path, std::string_view token = "");
  std::string post(std::string_view path, std::string_view json);

  // Returns the bytes received, up to and including `mark`.
  std::string read_until(std::string_view mark);

  // Returns the bytes received until the connection ends, and its ending: "close", "truncate" or
  // "reset".
  struct Rest {
    std::string bytes;
    std::string ending;
  };
  Rest read_rest();

  // Returns true if nothing arrives for 50 ms, neither a byte nor the end of the connection.
  bool is_silent();

  // The TCP connection below the TLS.
  boost::asio::ip::tcp::socket& socket() { return stream_.next_layer(); }

 private:
  std::string read_response();
  void read_some();

  boost::asio::io_context loop_;
  boost::asio::ssl::context context_;
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_;
  std::string received_;
};

}  // namespace cckm::test
