// SPDX-License-Identifier: Apache-2.0
// An address where connections are neither made nor refused.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <list>
#include <string>

namespace cckm::test {

// A listener that does not accept and whose backlog is full: the kernel drops further SYNs.
class BlackHole {
 public:
  BlackHole();
  std::string address() const;

 private:
  boost::asio::io_context context_;
  boost::asio::ip::tcp::acceptor acceptor_;
  std::list<boost::asio::ip::tcp::socket> backlog_;
};

}  // namespace cckm::test
