// SPDX-License-Identifier: Apache-2.0
// The variables of systemd's protocols, and libsystemd for the notifications.
#include "exporter/system/service_manager.h"

#include <fcntl.h>
#include <systemd/sd-daemon.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <cstdlib>
#include <string>
#include <string_view>

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
  ::sd_notify(0, "READY=1");
}

void notify_reloading() {
  const auto now = std::chrono::steady_clock::now().time_since_epoch();
  const auto microseconds = std::chrono::duration_cast<std::chrono::microseconds>(now).count();
  // Type=notify-reload needs the time.
  const std::string state = "RELOADING=1\nMONOTONIC_USEC=" + std::to_string(microseconds);
  ::sd_notify(0, state.c_str());
}

void notify_stopping() {
  ::sd_notify(0, "STOPPING=1");
}

}  // namespace cckm
