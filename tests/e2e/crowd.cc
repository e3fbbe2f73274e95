// SPDX-License-Identifier: Apache-2.0
// Serves non-blocking sockets in rounds.
#include "tests/e2e/crowd.h"

#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <string_view>

namespace cckm::test {
namespace {

constexpr std::chrono::milliseconds kRound{100};
constexpr std::size_t kTurns = 50;  // turns in a round, so that clients do not act all at once
constexpr std::string_view kOpening = "GET /metrics HTTP/1.1\r\nHost: crowd\r\nX-Slow: ";

bool has_ended(int descriptor) {
  char ignored[1024];
  const auto size = ::recv(descriptor, ignored, sizeof(ignored), 0);
  return size == 0 || (size < 0 && errno != EAGAIN);
}

}  // namespace

Crowd::Crowd(const std::string& address, Size size) : server_(endpoint_of(address)) {
  for (std::size_t i = 0; i < size.idle + size.dripping; ++i) {
    clients_.push_back({.descriptor = -1, .drips = i >= size.idle, .sent = 0});
    reconnect(clients_.back());
  }
  thread_ = std::thread([this] { run(); });
}

Crowd::~Crowd() {
  stopping_ = true;
  thread_.join();
  for (const Client& client : clients_) ::close(client.descriptor);
}

void Crowd::run() {
  for (std::size_t turn = 0; !stopping_; turn = (turn + 1) % kTurns) {
    for (std::size_t i = turn; i < clients_.size(); i += kTurns) {
      if (has_ended(clients_[i].descriptor)) reconnect(clients_[i]);
      if (clients_[i].drips) send_byte(clients_[i]);
    }
    std::this_thread::sleep_for(kRound / kTurns);
  }
}

void Crowd::reconnect(Client& client) const {
  if (client.descriptor >= 0) ::close(client.descriptor);
  client.descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  client.sent = 0;
  (void)::connect(client.descriptor, server_.data(), static_cast<socklen_t>(server_.size()));
}

void Crowd::send_byte(Client& client) const {
  const char byte = client.sent < kOpening.size() ? kOpening[client.sent] : 'x';
  if (::send(client.descriptor, &byte, 1, MSG_NOSIGNAL) == 1) ++client.sent;
}

}  // namespace cckm::test
