// SPDX-License-Identifier: Apache-2.0
// An address that neither accepts nor refuses connections.
#pragma once

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <list>
#include <string>

namespace cckm::test {

// A listener with a full backlog, so that the kernel drops further SYNs.
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
