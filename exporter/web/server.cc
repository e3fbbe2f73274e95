// SPDX-License-Identifier: Apache-2.0
// Accepting and stopping.
#include "exporter/web/server.h"

#include <sys/signalfd.h>

#include <algorithm>
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

// Without descriptors accept() fails at once and for as long as that lasts: not to be spun on.
constexpr std::chrono::milliseconds kAcceptPause{100};

bool is_port(std::string_view text) {
  return !text.empty() && text.size() <= 5 &&
         std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }) &&
         std::stoi(std::string(text)) <= 65535;
}

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
  // Only against the remains of our own former connections; two listeners still collide.
  if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
  if (!error && endpoint.address().is_v6()) {
    acceptor.set_option(asio::ip::v6_only(!endpoint.address().is_unspecified()), error);
  }
  if (!error) acceptor.bind(endpoint, error);
  if (!error) acceptor.listen(asio::socket_base::max_listen_connections, error);
}

}  // namespace

Result<ListenAddress, PlainFailure> parse_listen_address(const std::string& text) {
  const PlainFailure wrong{"\"" + text +
                           "\" is not HOST:PORT, as in :10877, 127.0.0.1:10877 or [::1]:0"};
  const auto colon = text.rfind(':');
  if (colon == std::string::npos || !is_port(text.substr(colon + 1))) return wrong;
  std::string host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  if (!bracketed && host.find(':') != std::string::npos) return wrong;
  return ListenAddress{std::move(host), text.substr(colon + 1)};
}

std::string to_string(const ListenAddress& address) {
  const bool is_v6 = address.host.find(':') != std::string::npos;
  return (is_v6 ? "[" + address.host + "]" : address.host) + ":" + address.port;
}

// What one connection is made of. Goes when the last of its session and of those who were about to
// tell it to hang up lets go.
class Server::Visit : public SessionObserver {
 public:
  Visit(Server& server, tcp::socket socket) : server_(server), stream_(std::move(socket)) {}
  ~Visit() override {
    if (place_) server_.connections_.leave(*place_);
    server_.stop_if_done();
  }
  Visit(const Visit&) = delete;
  Visit& operator=(const Visit&) = delete;

  beast::tcp_stream& stream() { return stream_; }
  void take(Connections::Place place) { place_ = place; }

  void enter(Phase phase) override {
    server_.connections_.enter(*place_, phase);
    server_.stop_if_done();
  }
  void closed(Closed why) override { server_.observer_.connection_closed(why); }
  void answer_failed(const std::string& type) override { server_.observer_.answer_failed(type); }
  bool stopping() const override { return server_.stopping_; }

 private:
  Server& server_;
  beast::tcp_stream stream_;
  std::optional<Connections::Place> place_;
};

Server::Server(Handler handler, ServerObserver& observer, const Connections::Limits& connections,
               const SessionLimits& limits)
    : handler_(std::move(handler)),
      observer_(observer),
      limits_(limits),
      connections_(connections, [&observer] { observer.connection_closed(Closed::kLimit); }),
      strand_(asio::make_strand(context_)),
      patience_(strand_) {}

Result<tcp::endpoint, PlainFailure> Server::listen(const ListenAddress& address) {
  error_code error;
  auto endpoint = resolve(context_, address, error);
  if (error) return cannot_listen(address, error);
  tcp::acceptor acceptor(strand_);
  open(acceptor, endpoint, error);
  if (error == boost::system::errc::address_family_not_supported && address.host.empty()) {
    // A kernel without IPv6.
    error_code ignored;
    acceptor.close(ignored);
    endpoint = {tcp::v4(), endpoint.port()};
    open(acceptor, endpoint, error);
  }
  if (error) return cannot_listen(address, error);
  endpoint = acceptor.local_endpoint();
  acceptors_.push_back(std::move(acceptor));
  asio::co_spawn(strand_, accept(acceptors_.back()), asio::detached);
  return endpoint;
}

asio::awaitable<void> Server::accept(Acceptor& acceptor) {
  while (acceptor.is_open()) {
    try {
      co_await accept_one(acceptor);
    } catch (const std::exception&) {
      // This connection is lost for want of memory; the next one may do better.
    }
  }
}

asio::awaitable<void> Server::accept_one(Acceptor& acceptor) {
  error_code error;
  const auto executor = asio::make_strand(context_);
  tcp::socket socket =
      co_await acceptor.async_accept(executor, asio::redirect_error(asio::use_awaitable, error));
  if (!error) {
    welcome(std::move(socket));
  } else if (acceptor.is_open()) {
    observer_.cannot_accept(error.message());
    connections_.make_room();
    asio::steady_timer pause(strand_, kAcceptPause);
    co_await pause.async_wait(asio::redirect_error(asio::use_awaitable, error));
  }
}

void Server::welcome(tcp::socket socket) {
  const auto visit = std::make_shared<Visit>(*this, std::move(socket));
  const auto place = connections_.admit([weak = std::weak_ptr(visit)] {
    const auto leaving = weak.lock();
    if (!leaving) return;
    const auto executor = leaving->stream().get_executor();
    asio::post(executor, [leaving] { leaving->stream().close(); });
  });
  if (!place) return;
  visit->take(*place);
  asio::co_spawn(visit->stream().get_executor(), run_session(visit), asio::detached);
}

asio::awaitable<void> Server::run_session(std::shared_ptr<Visit> visit) {
  try {
    co_await serve(visit->stream(), limits_, handler_, *visit);
  } catch (const std::exception&) {
    // This connection is lost; the others are not.
  }
}

void Server::run(int threads) {
  std::vector<std::thread> others;
  try {
    for (int i = 1; i < threads; ++i) others.emplace_back([this] { work(); });
  } catch (const std::exception&) {
    // Fewer will do.
  }
  work();
  for (auto& other : others) other.join();
}

void Server::work() {
  while (!context_.stopped()) {
    try {
      context_.run();
    } catch (const std::exception&) {
      // Asio found no memory to begin something; the others go on.
    }
  }
}

void Server::stop_if_done() {
  if (stopping_ && connections_.busy() == 0) context_.stop();
}

void Server::stop(std::chrono::milliseconds patience) {
  asio::post(strand_, [this, patience] {
    error_code ignored;
    for (auto& acceptor : acceptors_) acceptor.close(ignored);
    stopping_ = true;
    stop_if_done();
    patience_.expires_after(patience);
    patience_.async_wait([this](const error_code&) { context_.stop(); });
  });
}

void Server::stop_on_signals(std::chrono::milliseconds patience, std::function<void()> asked) {
  on_signals({SIGTERM, SIGINT}, [this, patience, asked = std::move(asked)] {
    if (stopping_) return context_.stop();
    asked();
    stop(patience);
  });
}

void Server::on_hangup(std::function<void()> asked) {
  on_signals({SIGHUP}, std::move(asked));
}

// By a descriptor and not by a handler, which would interrupt the workers' system calls, and whose
// end before that of the process would let a late signal kill it.
void Server::on_signals(std::initializer_list<int> numbers, std::function<void()> arrived) {
  sigset_t set;
  sigemptyset(&set);
  for (const int number : numbers) sigaddset(&set, number);
  signals_.emplace_back(strand_, ::signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC));
  asio::co_spawn(strand_, hear(signals_.back(), std::move(arrived)), asio::detached);
}

asio::awaitable<void> Server::hear(Descriptor& signals, std::function<void()> arrived) {
  signalfd_siginfo signal{};
  error_code error;
  while (!error) {
    const auto buffer = asio::buffer(&signal, sizeof(signal));
    co_await signals.async_read_some(buffer, asio::redirect_error(asio::use_awaitable, error));
    if (!error) arrived();
  }
}

}  // namespace cckm
