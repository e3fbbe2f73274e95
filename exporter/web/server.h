// SPDX-License-Identifier: Apache-2.0
// The HTTP server: accepts connections, runs a session for each, stops on request or at a signal.
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
#include "exporter/web/handshake_queue.h"
#include "exporter/web/http.h"
#include "exporter/web/policy.h"
#include "exporter/web/session.h"

namespace cckm {

struct ListenAddress {
  std::string host;  // empty: every address, IPv6 and IPv4
  std::string port;  // a number
};

// Parses an address of --web.listen-address: ":10877", "127.0.0.1:0", "[::1]:10877" or
// "localhost:10877". The failure has the permitted forms.
Result<ListenAddress, PlainFailure> parse_listen_address(const std::string& text);
// Returns the address in the form that parse_listen_address() reads, IPv6 addresses in brackets.
std::string to_string(const ListenAddress& address);

// Receives server events worth a log line or a counter. Called concurrently from the server's
// threads.
class ServerObserver {
 public:
  virtual ~ServerObserver() = default;
  virtual void connection_closed(Closed why) = 0;
  // A request was answered with status 500 after an exception of this type.
  virtual void response_failed(const std::string& exception_type) = 0;
  // A connection could not be accepted, for example for want of descriptors. `error` is the text of
  // the system.
  virtual void accept_failed(const std::string& error) = 0;
};

class Server {
 public:
  // The observer must outlive the server.
  Server(Handler handler, ServerObserver& observer, const Connections::Limits& connections = {},
         const SessionLimits& limits = {});

  ~Server() { handshakes_.close(); }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  // Serves each connection over TLS if the policy has it when the connection begins; without this
  // call, plain HTTP. Precondition: listen() was not called.
  void use_tls(CurrentPolicy policy) { policy_ = std::move(policy); }

  // Begins to listen. The failure has the text of the system, for example if another instance uses
  // the port. Precondition: run() was not called.
  Result<asio::ip::tcp::endpoint, PlainFailure> listen(const ListenAddress& address);

  // Begins to accept at a socket that listens already, and takes its descriptor. Fails for any
  // other descriptor. Precondition: run() was not called.
  Result<asio::ip::tcp::endpoint, PlainFailure> adopt(int socket);

  // Serves on `threads` threads, this one included, until stop(). Uses fewer threads if the system
  // has not as many.
  void run(int threads);

  // Stops listening at once. Ends run() when all requests in progress are answered, or after
  // `grace_period`. Thread-safe.
  void stop(std::chrono::milliseconds grace_period);

  // The following two call `on_signal` from a thread of the server, once for several signals that
  // arrive together. They throw std::system_error if no descriptor is left.
  // Precondition: the signals are blocked in all threads for the life of the process. A signal that
  // arrives after run() then stays pending and has no effect.

  // At the first SIGTERM or SIGINT calls `on_signal`, then stop(grace_period). The second signal
  // ends run() at once.
  void stop_on_signals(std::chrono::milliseconds grace_period, std::function<void()> on_signal);
  // At each SIGHUP calls `on_signal`.
  void on_hangup(std::function<void()> on_signal);

 private:
  using Acceptor = asio::ip::tcp::acceptor;
  class Connection;

  asio::ip::tcp::endpoint accept_at(Acceptor acceptor);
  asio::awaitable<void> accept(Acceptor& acceptor);
  asio::awaitable<void> accept_one(Acceptor& acceptor);
  using Descriptor = asio::posix::stream_descriptor;
  void on_signals(std::initializer_list<int> numbers, std::function<void()> on_signal);
  asio::awaitable<void> read_signals(Descriptor& signals, std::function<void()> on_signal);
  void start_session(asio::ip::tcp::socket socket);
  asio::awaitable<void> run_session(std::shared_ptr<Connection> connection);
  void work();
  void stop_if_idle();

  // Declared before the context: its destructor destroys the sessions that still run and use these.
  const Handler handler_;
  ServerObserver& observer_;
  const SessionLimits limits_;
  CurrentPolicy policy_;  // empty: plain HTTP
  Connections connections_;
  HandshakeQueue handshakes_;
  std::atomic<bool> stopping_ = false;
  asio::io_context context_;
  asio::strand<asio::io_context::executor_type> strand_;  // owns all below
  std::list<Acceptor> acceptors_;
  asio::steady_timer grace_period_;
  std::list<Descriptor> signals_;
};

}  // namespace cckm
