// SPDX-License-Identifier: Apache-2.0
// The variables of systemd, and a socket in the place of systemd's. tests/e2e/systemd_e2e_test.cc
// has the whole program.
#include "exporter/system/service_manager.h"

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "exporter/system/descriptor.h"
#include "tests/support/catch.h"
#include "tests/support/notifications.h"

using namespace cckm;
using namespace cckm::test;

namespace {

// Sets an environment variable during its lifetime.
class Variable {
 public:
  Variable(const char* name, const std::string& value) : name_(name) {
    ::setenv(name, value.c_str(), 1);
  }
  ~Variable() { ::unsetenv(name_); }
  Variable(const Variable&) = delete;
  Variable& operator=(const Variable&) = delete;

 private:
  const char* name_;
};

int lowest_free_descriptor() {
  return Descriptor(::dup(STDERR_FILENO)).get();
}

}  // namespace

TEST_CASE("without systemd there are no sockets, and notifications do nothing") {
  CHECK(sockets_of_service_manager().empty());
  notify_ready();
  notify_reloading();
  notify_stopping();
}

TEST_CASE("variables of another process or without a number give no sockets") {
  const auto [pid, count] = GENERATE(table<std::string, std::string>({
      {"1", "1"},
      {"", "1"},
      {"self", "0"},
      {"self", "-1"},
      {"self", "one"},
      {"self", "1x"},
  }));
  CAPTURE(pid, count);
  const Variable of_process("LISTEN_PID", pid == "self" ? std::to_string(::getpid()) : pid);
  const Variable of_count("LISTEN_FDS", count);
  CHECK(sockets_of_service_manager().empty());
}

TEST_CASE("sockets are the descriptors from 3 on, and other programs do not inherit them") {
  const Variable of_process("LISTEN_PID", std::to_string(::getpid()));
  const Variable of_count("LISTEN_FDS", "2");
  const int flags = ::fcntl(3, F_GETFD);
  CHECK(sockets_of_service_manager() == std::vector<int>{3, 4});
  if (flags >= 0) CHECK((::fcntl(3, F_GETFD) & FD_CLOEXEC) != 0);
}

TEST_CASE("a notification reaches an abstract address") {
  // The name must be one that no other process on this machine uses.
  Notifications notifications("@cckm_exporter-test-" + std::to_string(::getpid()));
  const Variable variable("NOTIFY_SOCKET", notifications.path());
  notify_ready();
  CHECK(notifications.next() == "READY=1");
}

TEST_CASE("a notification that cannot be sent leaves no descriptor open") {
  const auto path = GENERATE(as<std::string>{}, "", "/nowhere/notify", "@cckm_exporter-nobody",
                             std::string(200, 'x'));
  CAPTURE(path);
  const Variable variable("NOTIFY_SOCKET", path);
  const int before = lowest_free_descriptor();
  notify_ready();
  notify_stopping();
  CHECK(lowest_free_descriptor() == before);
}

TEST_CASE("systemd is told when the program is ready, reloads and stops") {
  Notifications notifications;
  const Variable variable("NOTIFY_SOCKET", notifications.path());
  notify_ready();
  CHECK(notifications.next() == "READY=1");
  notify_reloading();
  const std::string reloading = notifications.next();
  CHECK_THAT(reloading, ContainsSubstring("RELOADING=1\nMONOTONIC_USEC="));
  notify_stopping();
  CHECK(notifications.next() == "STOPPING=1");
}
