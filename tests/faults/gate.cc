// SPDX-License-Identifier: Apache-2.0
// Relays bytes. Each relay has a loop and a thread of its own, so destroying it closes all of its
// connections.
#include "tests/faults/gate.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/detail/socket_option.hpp>
#include <boost/asio/experimental/awaitable_operators.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

#include "tests/simulator/listener.h"

namespace cckm::test {
namespace {

namespace asio = boost::asio;
using asio::use_awaitable;
using asio::ip::tcp;
using ReusePort = asio::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;

constexpr std::size_t kChunk = 65536;
constexpr auto kAsTuple = asio::as_tuple(use_awaitable);

tcp::endpoint loopback(std::uint16_t port) {
  return {asio::ip::address_v4::loopback(), port};
}

// The connections that the gate knows, as a firewall does. Thread-safe.
class KnownConnections {
 public:
  using Clock = std::chrono::steady_clock;
  struct Connection {
    bool forgotten = false;
    Clock::time_point last_byte = Clock::now();
  };

  std::shared_ptr<Connection> add() {
    auto connection = std::make_shared<Connection>();
    const std::lock_guard lock(mutex_);
    connections_.push_back(connection);
    return connection;
  }
  // Records bytes or the end of a connection. Returns true if they can pass.
  bool pass(Connection& connection) {
    const std::lock_guard lock(mutex_);
    const auto now = Clock::now();
    if (now - connection.last_byte > limit_) mark(connection);
    connection.last_byte = now;
    return !connection.forgotten;
  }
  std::size_t forget(std::size_t most) {
    const std::lock_guard lock(mutex_);
    const std::size_t before = forgotten_;
    for (const auto& listed : connections_) {
      const auto connection = listed.lock();
      if (connection && forgotten_ - before < most) mark(*connection);
    }
    return forgotten_ - before;
  }
  void forget_idle(Clock::duration limit) {
    const std::lock_guard lock(mutex_);
    limit_ = limit;
  }
  std::size_t forgotten() {
    const std::lock_guard lock(mutex_);
    return forgotten_;
  }

 private:
  void mark(Connection& connection) {
    if (!std::exchange(connection.forgotten, true)) ++forgotten_;
  }

  std::mutex mutex_;                                    // guards all below, and all connections
  std::vector<std::weak_ptr<Connection>> connections_;  // the oldest first
  std::size_t forgotten_ = 0;
  Clock::duration limit_ = Clock::duration::max();
};

asio::awaitable<void> wait_for_ever() {
  asio::steady_timer never(co_await asio::this_coro::executor,
                           asio::steady_timer::time_point::max());
  co_await never.async_wait(kAsTuple);
}

// Copies bytes until either side ends. Returns true if `from` was reset. `can_pass` decides about
// all bytes and about the end.
template <typename CanPass>
asio::awaitable<bool> copy(tcp::socket& from, tcp::socket& to, CanPass can_pass) {
  std::string chunk(kChunk, '\0');
  for (;;) {
    const auto [error, size] = co_await from.async_read_some(asio::buffer(chunk), kAsTuple);
    const bool passes = can_pass();
    if (error && !passes) co_await wait_for_ever();
    if (error) co_return error == asio::error::connection_reset;
    if (!passes) continue;
    const auto piece = asio::buffer(chunk.data(), size);
    const auto [gone, written] = co_await asio::async_write(to, piece, kAsTuple);
    if (gone) co_return false;
  }
}

asio::awaitable<void> relay(tcp::socket client, std::uint16_t port, KnownConnections& known) {
  using asio::experimental::awaitable_operators::operator||;
  try {
    tcp::socket server(co_await asio::this_coro::executor);
    const tcp::endpoint target = loopback(port);
    co_await server.async_connect(target, use_awaitable);
    client.set_option(tcp::no_delay(true));
    server.set_option(tcp::no_delay(true));
    const auto connection = known.add();
    const auto can_pass = [&] { return known.pass(*connection); };
    const auto ended = co_await (copy(server, client, can_pass) || copy(client, server, can_pass));
    const bool server_reset = ended.index() == 0 && std::get<0>(ended);
    if (server_reset) client.set_option(asio::socket_base::linger(true, 0));
  } catch (const boost::system::system_error&) {  // NOLINT(bugprone-empty-catch)
    // The server does not listen, or the client has closed the connection.
  }
}

}  // namespace

struct Gate::ReservedPort {
  ReservedPort() { take(socket, 0); }

  static void take(auto& socket, std::uint16_t port) {
    socket.open(tcp::v4());
    socket.set_option(ReusePort(true));
    socket.bind(loopback(port));
  }

  asio::io_context loop;
  tcp::socket socket{loop};
};

class Gate::Relay {
 public:
  Relay(std::uint16_t own_port, std::uint16_t target) {
    ReservedPort::take(acceptor_, own_port);
    acceptor_.listen();
    accept_all(acceptor_, [this, target](tcp::socket client) {
      return relay(std::move(client), target, known_);
    });
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~Relay() {
    loop_.stop();
    thread_.join();
  }
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

  KnownConnections& known() { return known_; }

 private:
  KnownConnections known_;
  asio::io_context loop_{1};
  tcp::acceptor acceptor_{loop_};
  std::thread thread_;
};

// A backlog of one connection, already full: the kernel ignores further ones.
struct Gate::BlackHole {
  explicit BlackHole(std::uint16_t own_port) {
    ReservedPort::take(acceptor, own_port);
    acceptor.listen(0);
    first.connect(loopback(own_port));
  }

  asio::io_context loop;
  tcp::acceptor acceptor{loop};
  tcp::socket first{loop};
};

Gate::Gate(std::uint16_t target)
    : reserved_(std::make_unique<ReservedPort>()),
      port_(reserved_->socket.local_endpoint().port()),
      first_target_(target),
      relay_(std::make_unique<Relay>(port_, target)) {}

Gate::~Gate() = default;

void Gate::refuse() {
  changed_ = true;
  relay_.reset();
  black_hole_.reset();
}

void Gate::pass_to(std::uint16_t port) {
  refuse();
  relay_ = std::make_unique<Relay>(port_, port);
}

void Gate::restore() {
  if (changed_) pass_to(first_target_);
  changed_ = false;
}

std::size_t Gate::forget(std::size_t most) {
  return relay_->known().forget(most);
}

void Gate::forget_idle(std::chrono::milliseconds limit) {
  relay_->known().forget_idle(limit);
}

std::size_t Gate::forgotten() const {
  return relay_->known().forgotten();
}

void Gate::swallow() {
  refuse();
  black_hole_ = std::make_unique<BlackHole>(port_);
}

}  // namespace cckm::test
