// SPDX-License-Identifier: Apache-2.0
// systemd's two protocols, which sd_listen_fds(3) and sd_notify(3) describe for programs without
// libsystemd. That library would bring six more into the process for one datagram.
#include "exporter/system/service_manager.h"

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <string>
#include <string_view>

#include "exporter/system/descriptor.h"

namespace cckm {
namespace {

// Returns the number in an environment variable; -1 if there is none.
int number_in(const char* variable) {
  const char* const value = std::getenv(variable);
  if (value == nullptr) return -1;
  const std::string_view text(value);
  int number = -1;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc() && end == text.data() + text.size() ? number : -1;
}

// Sends the text to the socket that the variable NOTIFY_SOCKET names: a path, or an abstract name
// that begins with `@`. Does nothing without the variable. Ignores errors, like sd_notify(3): the
// exporter serves without systemd, too.
void notify(std::string_view state) {
  const char* const variable = std::getenv("NOTIFY_SOCKET");
  const std::string_view name = variable == nullptr ? "" : variable;
  sockaddr_un address{};
  if (name.empty() || name.size() > sizeof address.sun_path) return;
  address.sun_family = AF_UNIX;
  name.copy(address.sun_path, name.size());
  if (name.front() == '@') address.sun_path[0] = '\0';
  const auto size = static_cast<socklen_t>(offsetof(sockaddr_un, sun_path) + name.size());
  const Descriptor socket(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
  ::sendto(socket.get(), state.data(), state.size(), MSG_NOSIGNAL,
           reinterpret_cast<const sockaddr*>(&address), size);  // NOLINT: the type of sendto
}

}  // namespace

std::vector<int> sockets_of_service_manager() {
  constexpr int kFirst = 3;
  constexpr int kMost = 1000;
  // The variables are inherited by the programs that a service starts, which must not use them.
  if (number_in("LISTEN_PID") != static_cast<int>(::getpid())) return {};
  const int count = number_in("LISTEN_FDS");
  std::vector<int> sockets;
  for (int i = 0; i < count && i < kMost; ++i) {
    ::fcntl(kFirst + i, F_SETFD, FD_CLOEXEC);
    sockets.push_back(kFirst + i);
  }
  return sockets;
}

void notify_ready() {
  notify("READY=1");
}

void notify_reloading() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  // Type=notify-reload needs the time.
  const std::string state = "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds);
  notify(state);
}

void notify_stopping() {
  notify("STOPPING=1");
}

}  // namespace cckm
