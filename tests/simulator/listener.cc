// SPDX-License-Identifier: Apache-2.0
// The accept loop. It retries after 50 ms if it has no file descriptor.
#include "tests/simulator/listener.h"

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <charconv>
#include <chrono>
#include <exception>
#include <string_view>
#include <utility>

namespace cckm::test {
namespace {

namespace asio = boost::asio;
using asio::awaitable;
using asio::ip::tcp;

// Rethrows: a coroutine handles network failures itself, so any exception is a bug.
void fail_loudly(const std::exception_ptr& error) {
  if (error) std::rethrow_exception(error);
}

awaitable<void> accept_loop(tcp::acceptor& acceptor, Serve serve) {
  asio::steady_timer timer(acceptor.get_executor());
  for (;;) {
    auto [error, socket] = co_await acceptor.async_accept(asio::as_tuple(asio::use_awaitable));
    if (!error) {
      asio::co_spawn(acceptor.get_executor(), serve(std::move(socket)), fail_loudly);
      continue;
    }
    timer.expires_after(std::chrono::milliseconds(50));
    co_await timer.async_wait(asio::use_awaitable);
  }
}

[[noreturn]] void refuse_address() {
  throw boost::system::system_error(asio::error::invalid_argument, "not HOST:PORT");
}

std::uint16_t parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const char* end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc() || parsed != end) refuse_address();
  return port;
}

tcp::endpoint parse_endpoint(std::string_view address) {
  const auto colon = address.rfind(':');
  if (colon == std::string_view::npos) refuse_address();
  std::string_view host = address.substr(0, colon);
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  return {asio::ip::make_address(host), parse_port(address.substr(colon + 1))};
}

}  // namespace

tcp::acceptor listen(asio::io_context& loop, const std::string& address) {
  return {loop, parse_endpoint(address)};
}

void accept_all(tcp::acceptor& acceptor, Serve serve) {
  asio::co_spawn(acceptor.get_executor(), accept_loop(acceptor, std::move(serve)), fail_loudly);
}

std::string reachable_at(const tcp::acceptor& acceptor, const std::string& host_name) {
  tcp::endpoint endpoint = acceptor.local_endpoint();
  if (!host_name.empty()) return host_name + ":" + std::to_string(endpoint.port());
  if (endpoint.address().is_unspecified()) endpoint.address(asio::ip::address_v4::loopback());
  const std::string host = endpoint.address().to_string();
  const std::string port = std::to_string(endpoint.port());
  return endpoint.address().is_v6() ? "[" + host + "]:" + port : host + ":" + port;
}

}  // namespace cckm::test
