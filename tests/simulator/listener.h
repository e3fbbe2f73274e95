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

// Listens at `address`, which is `HOST:PORT` with a numeric host, IPv6 in brackets; port 0 takes
// any that is free. Throws boost::system::system_error where that is not possible.
boost::asio::ip::tcp::acceptor listen(boost::asio::io_context& loop, const std::string& address);

// Serves every connection for as long as the loop runs. The acceptor must outlive it.
void accept_all(boost::asio::ip::tcp::acceptor& acceptor, Serve serve);

// Where a client on this machine finds it, `127.0.0.1:PORT`; or, where others know the machine by
// a name, `host_name:PORT`.
std::string reachable_at(const boost::asio::ip::tcp::acceptor& acceptor,
                         const std::string& host_name = {});

}  // namespace cckm::test
