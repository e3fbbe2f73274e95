// SPDX-License-Identifier: Apache-2.0
// A relay of bytes. Each opening is a loop and a thread of its own: when it goes, so does all that
// it had open.
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

// Until `from` ends or `to` is gone; true if `from` ended by a reset.
asio::awaitable<bool> pour(tcp::socket& from, tcp::socket& to) {
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
    const auto ended = co_await (pour(server, client) || pour(client, server));
    const bool server_reset = ended.index() == 0 && std::get<0>(ended);
    if (server_reset) client.set_option(asio::socket_base::linger(true, 0));
  } catch (const boost::system::system_error&) {  // NOLINT(bugprone-empty-catch)
    // There is no server, or the client has left already.
  }
}

}  // namespace

struct Gate::Place {
  Place() { take(socket, 0); }

  static void take(auto& socket, std::uint16_t port) {
    socket.open(tcp::v4());
    socket.set_option(ReusePort(true));
    socket.bind(loopback(port));
  }

  asio::io_context loop;
  tcp::socket socket{loop};
};

class Gate::Opening {
 public:
  Opening(std::uint16_t own_port, std::uint16_t target) {
    Place::take(acceptor_, own_port);
    acceptor_.listen();
    accept_all(acceptor_,
               [target](tcp::socket client) { return relay(std::move(client), target); });
    thread_ = std::thread([this] { loop_.run(); });
  }
  ~Opening() {
    loop_.stop();
    thread_.join();
  }
  Opening(const Opening&) = delete;
  Opening& operator=(const Opening&) = delete;

 private:
  asio::io_context loop_{1};
  tcp::acceptor acceptor_{loop_};
  std::thread thread_;
};

// A queue for one, which is taken: the kernel drops whoever comes next.
struct Gate::Swallow {
  explicit Swallow(std::uint16_t own_port) {
    Place::take(acceptor, own_port);
    acceptor.listen(0);
    first.connect(loopback(own_port));
  }

  asio::io_context loop;
  tcp::acceptor acceptor{loop};
  tcp::socket first{loop};
};

Gate::Gate(std::uint16_t target)
    : place_(std::make_unique<Place>()),
      port_(place_->socket.local_endpoint().port()),
      first_target_(target),
      opening_(std::make_unique<Opening>(port_, target)) {}

Gate::~Gate() = default;

void Gate::refuse() {
  changed_ = true;
  opening_.reset();
  swallow_.reset();
}

void Gate::pass_to(std::uint16_t port) {
  refuse();
  opening_ = std::make_unique<Opening>(port_, port);
}

void Gate::restore() {
  if (changed_) pass_to(first_target_);
  changed_ = false;
}

void Gate::swallow() {
  refuse();
  swallow_ = std::make_unique<Swallow>(port_);
}

}  // namespace cckm::test
