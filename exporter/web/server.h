// SPDX-License-Identifier: Apache-2.0
// Listens, and gives each connection its session.
#pragma once

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/strand.hpp>
#include <chrono>
#include <functional>
#include <initializer_list>
#include <list>
#include <memory>
#include <string>

#include "exporter/model/result.h"
#include "exporter/web/connections.h"
#include "exporter/web/http.h"
#include "exporter/web/session.h"

namespace cckm {

// An address as --web.listen-address takes it: ":10877", "127.0.0.1:0", "[::1]:10877",
// "localhost:10877". The failure says what is allowed.
struct ListenAddress {
  std::string host;  // empty: every address, IPv6 and IPv4
  std::string port;  // a number
};
Result<ListenAddress, PlainFailure> parse_listen_address(const std::string& text);
// The address as parse_listen_address() takes it: an IPv6 address stands in brackets.
std::string to_string(const ListenAddress& address);

// Told what the operator may want to know. Called from the server's threads, several at once.
class ServerObserver {
 public:
  virtual ~ServerObserver() = default;
  virtual void connection_closed(Closed why) = 0;
  // A page could not be made, for an exception of this type.
  virtual void answer_failed(const std::string& exception_type) = 0;
  // The system cannot give us more connections, in its own words; told of each attempt.
  virtual void cannot_accept(const std::string& why) = 0;
};

class Server {
 public:
  // The observer must outlive the server.
  Server(Handler handler, ServerObserver& observer, const Connections::Limits& connections = {},
         const SessionLimits& limits = {});

  // Starts to listen. The failure has the system's words, such as "address already in use": a
  // second instance must not share the port unnoticed.
  Result<asio::ip::tcp::endpoint, PlainFailure> listen(const ListenAddress& address);

  // Serves on this and further threads, `threads` in all or as many as the system has left, until
  // stop().
  void run(int threads);

  // Stops to listen at once, and ends run() when the requests in flight have been answered or after
  // `patience`. Thread-safe.
  void stop(std::chrono::milliseconds patience);

  // Both call `asked` from a thread that serves, once for several signals that arrive together. The
  // signals must be blocked in all threads for the life of the process: one that arrives after
  // run() then stays pending and changes nothing. Throw std::system_error without a descriptor.

  // At the first SIGTERM or SIGINT calls `asked`, then stop(patience); the second ends run() at
  // once.
  void stop_on_signals(std::chrono::milliseconds patience, std::function<void()> asked);
  // Calls `asked` after SIGHUP.
  void on_hangup(std::function<void()> asked);

 private:
  using Acceptor = asio::ip::tcp::acceptor;
  class Visit;

  asio::awaitable<void> accept(Acceptor& acceptor);
  asio::awaitable<void> accept_one(Acceptor& acceptor);
  using Descriptor = asio::posix::stream_descriptor;
  void on_signals(std::initializer_list<int> numbers, std::function<void()> arrived);
  asio::awaitable<void> hear(Descriptor& signals, std::function<void()> arrived);
  void welcome(asio::ip::tcp::socket socket);
  asio::awaitable<void> run_session(std::shared_ptr<Visit> visit);
  void work();
  void stop_if_done();

  // Above the context, because it ends the sessions that still run when it goes.
  const Handler handler_;
  ServerObserver& observer_;
  const SessionLimits limits_;
  Connections connections_;
  std::atomic<bool> stopping_ = false;
  asio::io_context context_;
  asio::strand<asio::io_context::executor_type> strand_;  // of all below
  std::list<Acceptor> acceptors_;
  asio::steady_timer patience_;
  std::list<Descriptor> signals_;
};

}  // namespace cckm
