// SPDX-License-Identifier: Apache-2.0
// Fills the backlog. Even a backlog of 0 takes one connection, so it starts four.
#include "tests/bench/black_hole.h"

#include <sys/socket.h>

namespace cckm::test {

namespace asio = boost::asio;
using asio::ip::tcp;

BlackHole::BlackHole() : acceptor_(context_, tcp::v4()) {
  constexpr int kFill = 4;
  acceptor_.bind({asio::ip::address_v4::loopback(), 0});
  acceptor_.listen(0);
  for (int i = 0; i < kFill; ++i) {
    auto& socket = backlog_.emplace_back(context_, tcp::v4());
    socket.native_non_blocking(true);
    const auto end = acceptor_.local_endpoint();  // Asio's own connect() would block
    (void)::connect(socket.native_handle(), end.data(), static_cast<socklen_t>(end.size()));
  }
}

std::string BlackHole::address() const {
  return "127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
}

}  // namespace cckm::test
