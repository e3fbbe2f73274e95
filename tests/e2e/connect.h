// SPDX-License-Identifier: Apache-2.0
// TCP connections for tests.
#pragma once

#include <boost/asio/ip/tcp.hpp>
#include <string>

namespace cckm::test {

// Parses an address such as "127.0.0.1:1234".
boost::asio::ip::tcp::endpoint endpoint_of(const std::string& address);

// Opens a TCP connection to such an address. Throws boost::system::system_error.
boost::asio::ip::tcp::socket connect_to(const std::string& address);

}  // namespace cckm::test
