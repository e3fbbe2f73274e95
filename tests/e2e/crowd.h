// SPDX-License-Identifier: Apache-2.0
// A crowd: many clients that keep connections open and never finish a request.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/connect.h"

namespace cckm::test {

// Maintains its connections on a thread of its own. Replaces connections that the server closes
// within 0.1 s.
class Crowd {
 public:
  struct Size {
    std::size_t idle;      // clients that send nothing
    std::size_t dripping;  // clients that send one byte of an endless header every 0.1 s
  };

  // Starts every connection. `address`: "127.0.0.1:1234".
  Crowd(const std::string& address, Size size);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

 private:
  struct Client {
    int descriptor;
    bool drips;
    std::size_t sent;
  };

  void run();
  void reconnect(Client& client) const;
  void send_byte(Client& client) const;

  const boost::asio::ip::tcp::endpoint server_;
  std::vector<Client> clients_;
  std::atomic<bool> stopping_ = false;
  std::thread thread_;
};

}  // namespace cckm::test
