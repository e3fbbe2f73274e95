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
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <string>
#include <thread>
#include <utility>
#include <variant>

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

// Copies bytes until either side ends. Returns true if `from` was reset.
asio::awaitable<bool> copy(tcp::socket& from, tcp::socket& to) {
  std::string chunk(kChunk, '\0');
  for (;;) {
    const auto [error, size] = co_await from.async_read_some(asio::buffer(chunk), kAsTuple);
    if (error) co_return error == asio::error::connection_reset;
    const auto piece = asio::buffer(chunk.data(), size);
    const auto [gone, written] = co_await asio::async_write(to, piece, kAsTuple);
    if (gone) co_return false;
  }
}

asio::awaitable<void> relay(tcp::socket client, std::uint16_t port) {
  using asio::experimental::awaitable_operators::operator||;
  try {
    tcp::socket server(co_await asio::this_coro::executor);
    const tcp::endpoint target = loopback(port);
    co_await server.async_connect(target, use_awaitable);
    client.set_option(tcp::no_delay(true));
    server.set_option(tcp::no_delay(true));
    const auto ended = co_await (copy(server, client) || copy(client, server));
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
    accept_all(acceptor_,
               [target](tcp::socket client) { return relay(std::move(client), target); });
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~Relay() {
    loop_.stop();
    thread_.join();
  }
  Relay(const Relay&) = delete;
  Relay& operator=(const Relay&) = delete;

 private:
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

void Gate::swallow() {
  refuse();
  black_hole_ = std::make_unique<BlackHole>(port_);
}

}  // namespace cckm::test
