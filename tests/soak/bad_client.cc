// SPDX-License-Identifier: Apache-2.0
// Sends a few bytes on a new socket. Half of the connections end by a reset.
#include "tests/soak/bad_client.h"

#include <sys/socket.h>

#include <iterator>

#include "tests/e2e/connect.h"
#include "tests/e2e/http_get.h"

namespace cckm::test {
namespace {

const std::string kBadRequests[] = {
    "",
    "\r\n\r\n\r\n",
    std::string("\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03", 11),
    "GET /metrics",
    "GET /metrics\r\n\r\n",
    "GET /metrics HTTP/1.1\r\nHost: soak\r\n\r\n",
    "GET /../../etc/passwd HTTP/1.1\r\nHost: soak\r\n\r\n",
    "GET /" + std::string(20'000, 'x') + " HTTP/1.1\r\nHost: soak\r\n\r\n",
    "GET /metrics HTTP/1.1\r\nX-Long: " + std::string(30'000, 'x') + "\r\n\r\n",
    "POST /metrics HTTP/1.1\r\nHost: soak\r\nContent-Length: 1000000\r\n\r\nhere it comes",
    "PURGE * HTTP/9.9\r\n\r\n",
};

}  // namespace

void send_bad_request(const std::string& address, std::mt19937& random) {
  try {
    auto socket = connect_to(address);
    const std::string& bytes = kBadRequests[random() % std::size(kBadRequests)];
    ::send(socket.native_handle(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (random() % 2 == 0) socket.set_option(boost::asio::socket_base::linger(true, 0));
  } catch (const boost::system::system_error&) {  // NOLINT(bugprone-empty-catch)
    // The exporter rejected the connection, which is correct.
  }
}

}  // namespace cckm::test
