// SPDX-License-Identifier: Apache-2.0
// O_NONBLOCK belongs to what a descriptor refers to, and that is shared with the shell and with
// everybody it has started: set on ours, it would strike them too.
#include "exporter/system/standard_error.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <string>

namespace cckm {
namespace {

std::size_t taken(ssize_t result) {
  return static_cast<std::size_t>(std::max<ssize_t>(result, 0));
}

// For a pipe or a terminal that cannot be opened again. There is room for a whole line in a pipe
// that is ready, unless somebody else fills it in between.
std::size_t write_if_ready(int descriptor, std::string_view text) {
  pollfd ready{.fd = descriptor, .events = POLLOUT, .revents = 0};
  if (::poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0) return 0;
  return taken(::write(descriptor, text.data(), text.size()));
}

// Opens the same pipe or terminal for ourselves alone.
std::size_t write_through_own(int descriptor, std::string_view text) {
  const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
  const int own = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (own < 0) return write_if_ready(descriptor, text);
  const ssize_t result = ::write(own, text.data(), text.size());
  ::close(own);
  return taken(result);
}

}  // namespace

void occupy_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // The lowest number that is free is the one we get. Not for writing: that goes on failing.
    if (::fcntl(descriptor, F_GETFD) < 0) ::open("/dev/null", O_RDONLY);
  }
}

std::size_t write_without_waiting(int descriptor, std::string_view text) {
  struct stat about {};
  if (::fstat(descriptor, &about) != 0) return 0;
  if (S_ISSOCK(about.st_mode)) {
    return taken(::send(descriptor, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
  }
  if (S_ISFIFO(about.st_mode) || ::isatty(descriptor) == 1) {
    return write_through_own(descriptor, text);
  }
  return taken(::write(descriptor, text.data(), text.size()));
}

}  // namespace cckm
