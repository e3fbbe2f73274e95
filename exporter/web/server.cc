// SPDX-License-Identifier: Apache-2.0
// Accepting, signals and stopping.
//
// Threads and strands. All threads of run() serve one io_context. `strand_` owns the acceptors, the
// descriptors of signals and the timer of the grace period. Each connection has a strand of its
// own, which owns its socket and its session. Everything else that both use is atomic or
// thread-safe: `stopping_`, `connections_` and the observer.
//
// Life of a connection. Its session holds a reference. The eviction callback in `connections_`
// holds a weak one, which it locks and posts to the strand of the connection. The last reference
// removes the connection from `connections_`. Ending and eviction can therefore happen at the same
// time.
//
// Stopping. stop() closes the acceptors and sets `stopping_`, which makes the next response of
// every session its last. Each session calls stop_if_idle() whenever it changes its phase or ends.
// The one that leaves no connection busy stops the context. The timer does so in any case. Idle
// connections are not awaited.
//
// Exceptions. An exception while a connection is set up or served ends that connection only. One in
// the event loop itself does not end the thread.
#include "exporter/web/server.h"

#include <sys/signalfd.h>
#include <sys/socket.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/ip/v6_only.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <csignal>
#include <exception>
#include <optional>
#include <thread>
#include <vector>

namespace cckm {
namespace {

using boost::system::error_code;
using tcp = asio::ip::tcp;

// Without free descriptors accept() fails at once. The pause keeps the loop from spinning.
constexpr std::chrono::milliseconds kAcceptPause{100};

PlainFailure cannot_listen(const ListenAddress& address, const error_code& error) {
  return {"cannot listen on " + to_string(address) + ": " + error.message()};
}

tcp::endpoint resolve(asio::io_context& context, const ListenAddress& address, error_code& error) {
  const auto port = static_cast<std::uint16_t>(std::stoi(address.port));
  if (address.host.empty()) return {tcp::v6(), port};
  tcp::resolver resolver(context);
  const auto found = resolver.resolve(address.host, address.port, tcp::resolver::passive, error);
  return error ? tcp::endpoint() : found.begin()->endpoint();
}

void open(tcp::acceptor& acceptor, const tcp::endpoint& endpoint, error_code& error) {
  acceptor.open(endpoint.protocol(), error);
  // Permits a restart while old connections are in TIME_WAIT. Two listeners still collide.
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && endpoint.address().is_v6()) {
    acceptor.set_option(asio::ip::v6_only(!endpoint.address().is_unspecified()), error);
  }
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
}

// Returns IPv4 or IPv6 for a TCP socket that listens; empty for any other descriptor.
std::optional<tcp> protocol_of_listener(int socket) {
  const auto option = [socket](int name) {
    int value = 0;
    socklen_t size = sizeof value;
    return ::getsockopt(socket, SOL_SOCKET, name, &value, &size) == 0 ? value : -1;
  };
  if (option(SO_TYPE) != SOCK_STREAM || option(SO_ACCEPTCONN) != 1) return std::nullopt;
  const int family = option(SO_DOMAIN);
  if (family == AF_INET) return tcp::v4();
  if (family == AF_INET6) return tcp::v6();
  return std::nullopt;
}

}  // namespace

Result<ListenAddress, PlainFailure> parse_listen_address(const std::string& text) {
  const PlainFailure malformed{"\"" + text +
                               "\" is not HOST:PORT, as in :10877, 127.0.0.1:10877 or [::1]:0"};
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || !is_port(text.substr(colon + 1))) return malformed;
  std::string host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!bracketed && host.find(':') != std::string::npos) return malformed;
  return ListenAddress{std::move(host), text.substr(colon + 1)};
}

std::string to_string(const ListenAddress& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return (is_v6 ? "[" + address.host + "]" : address.host) + ":" + address.port;
}

// One accepted connection, shared by its session and by evictions in progress.
class Server::Connection : public SessionObserver {
 public:
  Connection(Server& server, tcp::socket socket) : server_(server), stream_(std::move(socket)) {}
  ~Connection() override {
    if (handle_) server_.connections_.remove(*handle_);
    server_.stop_if_idle();
  }
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  beast::tcp_stream& stream() { return stream_; }
  void set_handle(Connections::Handle handle) { handle_ = handle; }

  void enter(Phase phase) override {
    server_.connections_.enter(*handle_, phase);
    server_.stop_if_idle();
  }
  void closed(Closed why) override { server_.observer_.connection_closed(why); }
  void response_failed(const std::string& type) override {
    server_.observer_.response_failed(type);
  }
  bool stopping() const override { return server_.stopping_; }

 private:
  Server& server_;
  beast::tcp_stream stream_;
  std::optional<Connections::Handle> handle_;
};

Server::Server(Handler handler, ServerObserver& observer, const Connections::Limits& connections,
               const SessionLimits& limits)
    : handler_(std::move(handler)),
      observer_(observer),
      limits_(limits),
      connections_(connections, [&observer] { observer.connection_closed(Closed::kLimit); }),
      strand_(asio::make_strand(context_)),
      grace_period_(strand_) {}

Result<tcp::endpoint, PlainFailure> Server::listen(const ListenAddress& address) {
  error_code error;
  auto endpoint = resolve(context_, address, error);
  if (error) return cannot_listen(address, error);
  tcp::acceptor acceptor(strand_);
  open(acceptor, endpoint, error);
  if (error == boost::system::errc::address_family_not_supported && address.host.empty()) {
    // The kernel has no IPv6.
    error_code ignored;
    acceptor.close(ignored);
    endpoint = {tcp::v4(), endpoint.port()};
    open(acceptor, endpoint, error);
  }
  if (error) return cannot_listen(address, error);
  return accept_at(std::move(acceptor));
}

Result<tcp::endpoint, PlainFailure> Server::adopt(int socket) {
  const auto protocol = protocol_of_listener(socket);
  error_code error;
  tcp::acceptor acceptor(strand_);
  if (protocol) acceptor.assign(*protocol, socket, error);
  if (!protocol || error) {
    return PlainFailure{"descriptor " + std::to_string(socket) +
                        " is not a TCP socket that listens (ListenStream= of the .socket unit)"};
  }
  return accept_at(std::move(acceptor));
}

tcp::endpoint Server::accept_at(Acceptor acceptor) {
  auto endpoint = acceptor.local_endpoint();
  acceptors_.push_back(std::move(acceptor));
  asio::co_spawn(strand_, accept(acceptors_.back()), asio::detached);
  return endpoint;
}

asio::awaitable<void> Server::accept(Acceptor& acceptor) {
  while (acceptor.is_open()) {
    try {
      co_await accept_one(acceptor);
    } catch (const std::exception&) {
      // Out of memory. Only this connection is lost.
    }
  }
}

asio::awaitable<void> Server::accept_one(Acceptor& acceptor) {
  error_code error;
  const auto executor = asio::make_strand(context_);
  tcp::socket socket =
      co_await acceptor.async_accept(executor, asio::redirect_error(asio::use_awaitable, error));
  if (!error) {
    start_session(std::move(socket));
  } else if (acceptor.is_open()) {
    observer_.accept_failed(error.message());
    connections_.evict_quarter();
    asio::steady_timer pause(strand_, kAcceptPause);
    co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
  }
}

void Server::start_session(tcp::socket socket) {
  // Over TLS, a response takes several writes. Without this, the last one waits until the client
  // has acknowledged the one before.
  error_code ignored;
  socket.set_option(tcp::no_delay(true), ignored);
  const auto connection = std::make_shared<Connection>(*this, std::move(socket));
  const auto handle = connections_.add([weak = std::weak_ptr(connection)] {
    const auto evicted = weak.lock();
    if (!evicted) return;
    const auto executor = evicted->stream().get_executor();
    asio::post(executor, [evicted] { evicted->stream().close(); });
  });
  if (!handle) return;
  connection->set_handle(*handle);
  asio::co_spawn(connection->stream().get_executor(), run_session(connection), asio::detached);
}

asio::awaitable<void> Server::run_session(std::shared_ptr<Connection> connection) {
  try {
    std::shared_ptr<const WebPolicy> policy;  // owns the TLS context of the session
    if (policy_) policy = co_await policy_();
    if (policy && policy->tls) {
      co_await serve_tls(connection->stream(), *policy->tls, handshakes_, limits_, handler_,
                         *connection);
    } else {
      co_await serve(connection->stream(), limits_, handler_, *connection);
    }
  } catch (const std::exception&) {
    // Only this connection is lost.
  }
}

void Server::run(int threads) {
  std::vector<std::thread> others;
  try {
    for (int i = 1; i < threads; ++i) others.emplace_back([this] { work(); });
  } catch (const std::exception&) {
    // The threads that started are enough.
  }
  work();
  for (auto& other : others) other.join();
}

void Server::work() {
  while (!context_.stopped()) {
    try {
      context_.run();
    } catch (const std::exception&) {
      // Asio could not allocate an operation. The other operations are not affected.
    }
  }
}

void Server::stop_if_idle() {
  if (stopping_ && connections_.busy() == 0) context_.stop();
}

void Server::stop(std::chrono::milliseconds grace_period) {
  asio::post(strand_, [this, grace_period] {
    error_code ignored;
    for (auto& acceptor : acceptors_) acceptor.close(ignored);
    stopping_ = true;
    stop_if_idle();
    grace_period_.expires_after(grace_period);
    grace_period_.async_wait([this](const error_code&) { context_.stop(); });
  });
}

void Server::stop_on_signals(std::chrono::milliseconds grace_period,
                             std::function<void()> on_signal) {
  on_signals({SIGTERM, SIGINT}, [this, grace_period, on_signal = std::move(on_signal)] {
    if (stopping_) return context_.stop();
    on_signal();
    stop(grace_period);
  });
}

void Server::on_hangup(std::function<void()> on_signal) {
  on_signals({SIGHUP}, std::move(on_signal));
}

// Reads signals from a descriptor. A signal handler would interrupt the system calls of the
// workers, and a signal after the handler is removed would kill the process.
void Server::on_signals(std::initializer_list<int> numbers, std::function<void()> on_signal) {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : numbers) sigaddset(&set, number);
  signals_.emplace_back(strand_, ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  asio::co_spawn(strand_, read_signals(signals_.back(), std::move(on_signal)), asio::detached);
}

asio::awaitable<void> Server::read_signals(Descriptor& signals, std::function<void()> on_signal) {
  signalfd_siginfo signal{};
  error_code error;
  while (!error) {
    const auto buffer = asio::buffer(&signal, sizeof(signal));
    co_await signals.async_read_some(buffer, asio::redirect_error(asio::use_awaitable, error));
    if (!error) on_signal();
  }
}

}  // namespace cckm
