// SPDX-License-Identifier: Apache-2.0
// The whole program as a service of systemd: a socket that it inherits, and its notifications. The
// test plays systemd's part.
#include <sys/socket.h>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <csignal>

#include "exporter/system/descriptor.h"
#include "tests/e2e/scene.h"
#include "tests/support/catch.h"
#include "tests/support/notifications.h"

using namespace cckm;
using namespace cckm::test;

namespace {

namespace asio = boost::asio;

// A socket that listens, as of a .socket unit.
class ListeningSocket {
 public:
  ListeningSocket() : acceptor_(context_, {asio::ip::make_address("127.0.0.1"), 0}) {}
  int descriptor() { return acceptor_.native_handle(); }
  std::string address() const {
    return "127.0.0.1:" + std::to_string(acceptor_.local_endpoint().port());
  }

 private:
  asio::io_context context_;
  asio::ip::tcp::acceptor acceptor_;
};

// Starts the exporter with the variables of systemd, which have the process id of the service.
std::vector<std::string> as_service(const std::string& variables, const std::string& config_file) {
  return {"/bin/sh", "-c",
          "export LISTEN_PID=$$ " + variables +
              "; exec " CCKM_EXPORTER " --web.systemd-socket --config.file " + config_file};
}

}  // namespace

TEST_CASE(
    "the exporter serves the socket of systemd, and says when it is ready, reloads and stops") {
  const Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  ListeningSocket listening;
  Notifications notifications;
  Process exporter(
      as_service("LISTEN_FDS=1 NOTIFY_SOCKET=" + notifications.path(), configuration.path()),
      std::nullopt, listening.descriptor());
  CHECK(notifications.next() == "READY=1");
  exporter.await_line("msg=listening address=" + listening.address());
  CHECK(http_get(listening.address(), "/metrics").result_int() == 200);

  exporter.signal(SIGHUP);
  CHECK_THAT(notifications.next(), ContainsSubstring("RELOADING=1\nMONOTONIC_USEC="));
  CHECK(notifications.next() == "READY=1");
  exporter.signal(SIGTERM);
  CHECK(notifications.next() == "STOPPING=1");
  CHECK(exporter.wait() == 0);
}

TEST_CASE("without a socket of systemd the exporter says what to do, and ends") {
  const Simulator simulator;
  Configuration configuration;
  configuration.add(simulator);
  SECTION("no socket") {
    Process exporter(as_service("LISTEN_FDS=0", configuration.path()));
    CHECK(exporter.wait() == 1);
    CHECK_THAT(exporter.output(), ContainsSubstring("Start the .socket unit, or remove"));
  }
  SECTION("another descriptor") {
    const Descriptor other(::socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    Process exporter(as_service("LISTEN_FDS=1", configuration.path()), std::nullopt, other.get());
    CHECK(exporter.wait() == 1);
    CHECK_THAT(exporter.output(), ContainsSubstring("is not a TCP socket that listens"));
  }
}
