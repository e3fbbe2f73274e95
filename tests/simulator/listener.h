// SPDX-License-Identifier: Apache-2.0
// Accepts connections and hands each to a coroutine of its own.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <functional>
#include <string>

namespace cckm::test {

using Serve = std::function<boost::asio::awaitable<void>(boost::asio::ip::tcp::socket)>;

// Listens at `address`: `HOST:PORT` with a numeric host, IPv6 in brackets. Port 0 takes a free
// port. Throws boost::system::system_error.
boost::asio::ip::tcp::acceptor listen(boost::asio::io_context& loop, const std::string& address);

// Serves every connection while the loop runs. Precondition: the acceptor outlives the loop.
void accept_all(boost::asio::ip::tcp::acceptor& acceptor, Serve serve);

// Returns the address for clients: `host_name:PORT`, or without a name the address of the socket,
// such as `127.0.0.1:PORT`.
std::string reachable_at(const boost::asio::ip::tcp::acceptor& acceptor,
                         const std::string& host_name = {});

}  // namespace cckm::test
