// SPDX-License-Identifier: Apache-2.0
// A blocking client that looks closely: at every byte that a simulator sends, and at how its
// connection ends. For the simulator's own tests.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <string>
#include <string_view>

#include "tests/simulator/certificate.h"

namespace cckm::test {

// Where and as whom to connect.
struct TestTarget {
  std::string url;                                  // https://IP:PORT
  std::string ca_pem;                               // whom to trust
  std::string server_name = "web.keysecure.local";  // the name to verify
  Credential client = {};                           // empty: no client certificate
};

// Throws boost::system::system_error where the network does what a function's words do not say.
// Waits for as long as it takes: the test program's own time limit ends a test that hangs.
class TestClient {
 public:
  // Connects, without a handshake.
  explicit TestClient(const TestTarget& target);

  void handshake();
  void send(std::string_view bytes);

  // Sends a request and returns the answer, head and body.
  std::string get(std::string_view path, std::string_view token);
  std::string post(std::string_view path, std::string_view json);

  // Returns what arrives up to and with `mark`, or until the connection ends.
  std::string read_until(std::string_view mark);

  // Returns what arrives before the connection ends, and how it ended: "close", "truncate" or
  // "reset".
  struct Rest {
    std::string bytes;
    std::string ending;
  };
  Rest read_rest();

  // True if not one byte, nor an end, comes within 50 ms.
  bool is_silent();

  // The TCP connection below the TLS.
  boost::asio::ip::tcp::socket& socket() { return stream_.next_layer(); }

 private:
  std::string read_answer();
  void read_some();

  boost::asio::io_context loop_;
  boost::asio::ssl::context context_;
  boost::asio::ssl::stream<boost::asio::ip::tcp::socket> stream_;
  std::string received_;
};

}  // namespace cckm::test
