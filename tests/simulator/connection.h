// SPDX-License-Identifier: Apache-2.0
// Serves one client's connection to the simulated appliance, from the TLS handshake to its end.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <chrono>

#include "tests/simulator/appliance.h"

namespace cckm::test {

struct Service {
  Appliance& appliance;
  boost::asio::ssl::context* tls;     // nullptr: plain HTTP
  std::chrono::milliseconds latency;  // before each response
};

// Serves requests until the client closes the connection, the network fails or a fault ends it. A
// network failure does not throw. Precondition: the service outlives the coroutine.
boost::asio::awaitable<void> serve_connection(boost::asio::ip::tcp::socket socket,
                                              const Service& service);

}  // namespace cckm::test
