// SPDX-License-Identifier: Apache-2.0
// Clients that hold a server's connections and never finish a request.
#pragma once

#include <atomic>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/http_get.h"

namespace cckm::test {

// Keeps its connections up on a thread of its own: those that the server closes are made anew
// within a tenth of a second.
class Crowd {
 public:
  struct Size {
    std::size_t idle;      // say nothing
    std::size_t dripping;  // send one byte of an endless header every tenth of a second
  };

  // Returns when every connection has been begun. `address`: "127.0.0.1:1234".
  Crowd(const std::string& address, Size size);
  ~Crowd();
  Crowd(const Crowd&) = delete;
  Crowd& operator=(const Crowd&) = delete;

 private:
  struct Client {
    int descriptor;
    bool drips;
    std::size_t said;
  };

  void annoy();
  void reconnect(Client& client) const;
  void speak(Client& client) const;

  const boost::asio::ip::tcp::endpoint server_;
  std::vector<Client> clients_;
  std::atomic<bool> leaving_ = false;
  std::thread thread_;
};

}  // namespace cckm::test
