// SPDX-License-Identifier: Apache-2.0
// Blocking sockets, one thread for each connection.
#include "tests/support/raw_peer.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <stdexcept>

namespace cckm::test {
namespace {

std::size_t body_length(const std::string& headers) {
  const auto field = headers.find("Content-Length: ");
  return field == std::string::npos ? 0 : std::stoul(headers.substr(field + 16));
}

int listen_at(const char* address, std::uint16_t port) {
  const int listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in name{};
  name.sin_family = AF_INET;
  name.sin_port = htons(port);
  if (::inet_pton(AF_INET, address, &name.sin_addr) != 1 ||
      ::bind(listener, reinterpret_cast<const sockaddr*>(&name), sizeof(name)) != 0 ||
      ::listen(listener, SOMAXCONN) != 0) {
    throw std::runtime_error("cannot listen on loopback");
  }
  return listener;
}

std::uint16_t port_of(int listener) {
  sockaddr_in address{};
  socklen_t size = sizeof(address);
  ::getsockname(listener, reinterpret_cast<sockaddr*>(&address), &size);
  return ntohs(address.sin_port);
}

}  // namespace

std::string RawConnection::read_request() const {
  std::string received;
  std::array<char, 4096> chunk{};
  for (;;) {
    const auto end = received.find("\r\n\r\n");
    if (end != std::string::npos && received.size() >= end + 4 + body_length(received)) {
      return received;
    }
    const auto size = ::recv(descriptor_, chunk.data(), chunk.size(), 0);
    if (size <= 0) return {};
    received.append(chunk.data(), static_cast<std::size_t>(size));
  }
}

bool RawConnection::write(std::string_view bytes) const {
  while (!bytes.empty()) {
    const auto size = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (size <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(size));
  }
  return true;
}

void RawConnection::read_some() const {
  std::array<char, 4096> ignored{};
  static_cast<void>(::recv(descriptor_, ignored.data(), ignored.size(), 0));
}

void RawConnection::await_end() const {
  std::array<char, 4096> ignored{};
  while (::recv(descriptor_, ignored.data(), ignored.size(), 0) > 0) {
  }
}

bool RawConnection::ends_within(std::chrono::milliseconds time) const {
  pollfd polled{.fd = descriptor_, .events = POLLIN, .revents = 0};
  return ::poll(&polled, 1, static_cast<int>(time.count())) != 0;
}

void RawConnection::reset() const {
  const linger at_once{.l_onoff = 1, .l_linger = 0};
  ::setsockopt(descriptor_, SOL_SOCKET, SO_LINGER, &at_once, sizeof(at_once));
}

RawPeer::RawPeer(Script script, const char* address, std::uint16_t port)
    : script_(std::move(script)),
      listener_(listen_at(address, port)),
      port_(port_of(listener_)),
      thread_([this] { accept(); }) {}

RawPeer::~RawPeer() {
  ::shutdown(listener_, SHUT_RDWR);
  thread_.join();
  {
    const std::lock_guard lock(mutex_);
    for (const int descriptor : open_) ::shutdown(descriptor, SHUT_RDWR);
  }
  for (auto& session : sessions_) session.join();
  ::close(listener_);
}

void RawPeer::accept() {
  for (;;) {
    const int descriptor = ::accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (descriptor < 0) return;
    {
      const std::lock_guard lock(mutex_);
      open_.insert(descriptor);
    }
    sessions_.emplace_back(
        [this, descriptor, number = connections_++] { serve(descriptor, number); });
  }
}

void RawPeer::serve(int descriptor, int number) {
  RawConnection connection(descriptor);
  script_(connection, number);
  const std::lock_guard lock(mutex_);
  open_.erase(descriptor);
  ::close(descriptor);
}

std::string http_answer(std::string_view status, std::string_view body, std::string_view headers) {
  return "HTTP/1.1 " + std::string(status) + "\r\n" + std::string(headers) +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace cckm::test
