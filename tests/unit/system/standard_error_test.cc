// SPDX-License-Identifier: Apache-2.0
// Writes to pipes, sockets, terminals and files that are full or closed.
#include "exporter/system/standard_error.h"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <string>

#include "tests/support/catch.h"
#include "tests/support/channel.h"

using namespace cckm;
using namespace cckm::test;

TEST_CASE("fault 59: closed standard descriptors are not reused") {
  // Otherwise a socket gets such a number, and with it the log.
  const pid_t child = ::fork();
  if (child == 0) {
    for (const int descriptor : {0, 1, 2}) ::close(descriptor);
    occupy_standard_descriptors();
    ::_exit(::dup(0));  // the lowest free number
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFEXITED(status));
  CHECK(WEXITSTATUS(status) > 2);
}

TEST_CASE("a full pipe or socket does not block a write") {
  const bool socket = GENERATE(false, true);
  const Channel channel(socket);
  const std::string line(100, 'x');
  std::size_t lines = 0;
  while (write_without_waiting(channel.writer.get(), line) == line.size()) ++lines;
  CHECK(lines > 10);
  CHECK((::fcntl(channel.writer.get(), F_GETFL) & O_NONBLOCK) == 0);
  // Writes succeed again once the reader has made room.
  while (channel.read().size() == 1 << 16) {
  }
  CHECK(write_without_waiting(channel.writer.get(), line) == line.size());
}

TEST_CASE("a full terminal does not block a write") {
  const int reader = ::posix_openpt(O_RDWR | O_NOCTTY);
  REQUIRE(::grantpt(reader) == 0);
  REQUIRE(::unlockpt(reader) == 0);
  std::array<char, 64> name{};
  REQUIRE(::ptsname_r(reader, name.data(), name.size()) == 0);
  const int terminal = ::open(name.data(), O_RDWR | O_NOCTTY);
  REQUIRE(terminal >= 0);
  const std::string line(3000, 'x');
  std::size_t lines = 0;
  while (write_without_waiting(terminal, line) == line.size()) ++lines;
  CHECK(lines > 0);
  CHECK(write_without_waiting(terminal, line) < line.size());
  ::close(terminal);
  ::close(reader);
}

TEST_CASE("a write that fails returns 0") {
  std::signal(SIGPIPE, SIG_IGN);
  CHECK(write_without_waiting(-1, "x") == 0);
  Channel channel(GENERATE(false, true));
  channel.reader = Descriptor(-1);
  CHECK(write_without_waiting(channel.writer.get(), "x") == 0);
  const int full = ::open("/dev/full", O_WRONLY);
  CHECK(write_without_waiting(full, "x") == 0);
  ::close(full);
}

TEST_CASE("standard descriptors that are open stay as they are") {
  const pid_t child = ::fork();
  if (child == 0) {
    const Channel channel;
    ::dup2(channel.writer.get(), STDERR_FILENO);
    occupy_standard_descriptors();
    ::_exit(::write(STDERR_FILENO, "x", 1) == 1 && channel.read() == "x" ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}

TEST_CASE("a write to a standard descriptor that was closed fails as before") {
  const pid_t child = ::fork();
  if (child == 0) {
    ::close(STDERR_FILENO);
    occupy_standard_descriptors();
    ::_exit(write_without_waiting(STDERR_FILENO, "x") == 0 ? 0 : 1);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  CHECK(status == 0);
}

TEST_CASE("text up to PIPE_BUF is written to a pipe as a whole or not at all") {
  const Channel channel;
  const std::string text(3000, 'x');
  std::size_t written = text.size();
  while (written == text.size()) written = write_without_waiting(channel.writer.get(), text);
  CHECK(written == 0);
}
