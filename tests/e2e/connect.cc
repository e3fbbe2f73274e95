// SPDX-License-Identifier: Apache-2.0
// Connections of blocking sockets.
#include "tests/e2e/connect.h"

#include <boost/asio/io_context.hpp>
#include <cstdint>

namespace cckm::test {
namespace {

namespace asio = boost::asio;

asio::io_context& context() {
  static asio::io_context instance;
  return instance;
}

}  // namespace

asio::ip::tcp::endpoint endpoint_of(const std::string& address) {
  const auto colon = address.rfind(':');
  return {asio::ip::make_address(address.substr(0, colon)),
          static_cast<std::uint16_t>(std::stoi(address.substr(colon + 1)))};
}

asio::ip::tcp::socket connect_to(const std::string& address) {
  asio::ip::tcp::socket socket(context());
  socket.connect(endpoint_of(address));
  return socket;
}

}  // namespace cckm::test
