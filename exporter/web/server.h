// SPDX-License-Identifier: Apache-2.0
// Listens, and gives each connection its session.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <chrono>
#include <list>
#include <string>

#include "exporter/model/result.h"
#include "exporter/web/http.h"
#include "exporter/web/session.h"

namespace cckm {

// An address as --web.listen-address takes it: ":10877", "127.0.0.1:0", "[::1]:10877",
// "localhost:10877". Fails with Reason::kInternal and what is allowed.
struct ListenAddress {
  std::string host;  // empty: every address, IPv6 and IPv4
  std::string port;  // a number
};
Result<ListenAddress> parse_listen_address(const std::string& text);

class Server : private SessionObserver {
 public:
  // Sessions run on `context`, which must outlive the server and be run by the caller.
  Server(asio::io_context& context, Handler handler, SessionLimits limits = {});

  // Starts to listen. Fails with Reason::kInternal and the system's words, for one as "address
  // already in use": a second instance must not share the port unnoticed.
  Result<asio::ip::tcp::endpoint> listen(const ListenAddress& address);

  // Stops to listen at once and stops the context when the requests in flight have been answered,
  // or after `patience`. Thread-safe.
  void stop(std::chrono::milliseconds patience);

  static constexpr std::size_t kMaxConnections = 1024;

 private:
  using Acceptor = asio::ip::tcp::acceptor;

  void request_begun() override { ++in_flight_; }
  void request_ended() override;
  bool stopping() const override { return stopping_; }

  asio::awaitable<void> accept(Acceptor& acceptor);
  asio::awaitable<void> run_session(asio::ip::tcp::socket socket);

  asio::io_context& context_;
  const Handler handler_;
  const SessionLimits limits_;
  asio::strand<asio::io_context::executor_type> strand_;  // of acceptors_ and the timer
  std::list<Acceptor> acceptors_;
  asio::steady_timer patience_;
  std::atomic<std::size_t> connections_ = 0;
  std::atomic<std::size_t> in_flight_ = 0;
  std::atomic<bool> stopping_ = false;
};

}  // namespace cckm
