// SPDX-License-Identifier: Apache-2.0
// An address and port that does not respond to a connect: its queue of connections is full.
#pragma once

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <vector>

#include "exporter/system/descriptor.h"
#include "tests/support/catch.h"

namespace cckm::test {

class BlackHole {
 public:
  BlackHole(const char* address, std::uint16_t port) {
    sockaddr_in name{};
    name.sin_family = AF_INET;
    name.sin_port = htons(port);
    ::inet_pton(AF_INET, address, &name.sin_addr);
    const auto* where = reinterpret_cast<const sockaddr*>(&name);
    const int type = SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK;
    const int listener = sockets_.emplace_back(::socket(AF_INET, type, 0)).get();
    REQUIRE(::bind(listener, where, sizeof(name)) == 0);
    REQUIRE(::listen(listener, 0) == 0);
    for (int i = 0; i < 4; ++i) {
      const int socket = sockets_.emplace_back(::socket(AF_INET, type, 0)).get();
      static_cast<void>(::connect(socket, where, sizeof(name)));
    }
  }

 private:
  std::vector<Descriptor> sockets_;
};

}  // namespace cckm::test
