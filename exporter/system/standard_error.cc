// SPDX-License-Identifier: Apache-2.0
// O_NONBLOCK cannot be set on standard error itself: it belongs to the open file description, which
// the exporter shares with the shell and its other processes. Their writes would fail, too.
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

std::size_t written_bytes(ssize_t result) {
  return static_cast<std::size_t>(std::max<ssize_t>(result, 0));
}

// Writes to a pipe or terminal that cannot be opened again. A pipe that is ready has room for
// PIPE_BUF bytes, unless another process fills it in between.
std::size_t write_if_ready(int descriptor, std::string_view text) {
  pollfd ready{.fd = descriptor, .events = POLLOUT, .revents = 0};
  if (::poll(&ready, 1, 0) != 1 || (ready.revents & POLLOUT) == 0) return 0;
  return written_bytes(::write(descriptor, text.data(), text.size()));
}

// Opens the same pipe or terminal again, which makes a new open file description, and writes to it.
std::size_t write_reopened(int descriptor, std::string_view text) {
  const std::string path = "/proc/self/fd/" + std::to_string(descriptor);
  const int own = ::open(path.c_str(), O_WRONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  if (own < 0) return write_if_ready(descriptor, text);
  const ssize_t result = ::write(own, text.data(), text.size());
  ::close(own);
  return written_bytes(result);
}

}  // namespace

void occupy_standard_descriptors() {
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
    // open() returns the lowest free number. O_RDONLY makes writes fail as before.
    if (::fcntl(descriptor, F_GETFD) < 0) ::open("/dev/null", O_RDONLY);
  }
}

std::size_t write_without_waiting(int descriptor, std::string_view text) {
  struct stat about {};
  if (::fstat(descriptor, &about) != 0) return 0;
  if (S_ISSOCK(about.st_mode)) {
    return written_bytes(::send(descriptor, text.data(), text.size(), MSG_DONTWAIT | MSG_NOSIGNAL));
  }
  if (S_ISFIFO(about.st_mode) || ::isatty(descriptor) == 1) {
    return write_reopened(descriptor, text);
  }
  return written_bytes(::write(descriptor, text.data(), text.size()));
}

}  // namespace cckm
