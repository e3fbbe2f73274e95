// SPDX-License-Identifier: Apache-2.0
// Faults 48 to 53: clients that are many, slow or send bad requests.
#include <zlib.h>

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <future>
#include <sstream>
#include <string>
#include <thread>
#include <vector>

#include "tests/e2e/connect.h"
#include "tests/faults/fault_scene.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;

namespace {

using Socket = boost::asio::ip::tcp::socket;
using Steady = std::chrono::steady_clock;

// Text in requests. No response must reflect it.
const std::string kMine = "words-of-the-client";

void send(Socket& socket, const std::string& bytes) {
  boost::system::error_code ignored;
  boost::asio::write(socket, boost::asio::buffer(bytes), ignored);
}

// Returns the bytes received until the exporter closes the connection.
std::string read_to_end(Socket& socket) {
  boost::system::error_code ignored;
  std::string reply;
  boost::asio::read(socket, boost::asio::dynamic_buffer(reply), ignored);
  return reply;
}

std::string ask(const FaultScene& scene, const std::string& request) {
  auto socket = connect_to(scene.exporter.address());
  send(socket, request);
  return read_to_end(socket);
}

// Returns the number and text of the status line.
std::string status_of(const std::string& reply) {
  const std::string line = reply.substr(0, reply.find("\r\n"));
  return line.substr(std::min(line.size(), line.find(' ') + 1));
}

std::string get(const std::string& target, const std::string& fields = "") {
  return "GET " + target + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\n" + fields + "\r\n";
}

std::vector<Socket> crowd(const FaultScene& scene, std::size_t size) {
  std::vector<Socket> sockets;
  while (sockets.size() < size) sockets.push_back(connect_to(scene.exporter.address()));
  return sockets;
}

// Returns true if the exporter has closed the connection.
bool is_closed(Socket& socket) {
  boost::system::error_code error;
  socket.non_blocking(true);
  char byte = 0;
  socket.read_some(boost::asio::buffer(&byte, 1), error);
  return error && error != boost::asio::error::would_block;
}

std::string inflated(const std::string& packed) {
  std::string text(1 << 20, '\0');
  z_stream stream{};
  REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(packed.data()));
  stream.avail_in = static_cast<uInt>(packed.size());
  stream.next_out = reinterpret_cast<Bytef*>(text.data());
  stream.avail_out = static_cast<uInt>(text.size());
  CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
  text.resize(stream.total_out);
  inflateEnd(&stream);
  return text;
}

}  // namespace

TEST_CASE("fault 48: more scrapes than allowed") {
  FaultScene scene({.flags = {"--web.max-requests=2"}});
  scene.expect_clean();
  scene.simulator.set_fault({.job_id = scene.job_id(), .delay = 700ms});
  std::vector<std::future<HttpReply>> replies;
  for (int i = 0; i < 20; ++i) {
    replies.push_back(
        std::async(std::launch::async, [&] { return scene.exporter.get("/metrics"); }));
  }
  int pages = 0;
  int refusals = 0;
  for (auto& future : replies) {
    const HttpReply reply = future.get();
    if (reply.result_int() == 200) {
      ++pages;
      CHECK(facts_of(reply.body()) == clean_facts());
    } else {
      ++refusals;
      CHECK(reply.result_int() == 503);
      CHECK(reply["Retry-After"] == "1");
    }
  }
  CHECK(pages >= 2);
  CHECK(refusals > 0);
  scene.heal();
  CHECK(sample(scene.scrape(), "cckm_exporter_rejected_scrapes_total") == refusals);
  scene.expect_clean();
  scene.end();
}

TEST_CASE("fault 49: clients that idle, drip and do not read") {
  FaultScene scene;
  scene.expect_clean();
  const auto begin = Steady::now();
  auto idle = crowd(scene, 100);
  auto dripping = crowd(scene, 100);
  auto not_reading = crowd(scene, 20);
  for (auto& socket : not_reading) send(socket, get("/metrics"));
  const std::string drip = "GET /metrics HTTP/1.1\r\nX-Drip: ";
  std::size_t dripped = 0;
  const auto all_closed = [](std::vector<Socket>& sockets) {
    return std::all_of(sockets.begin(), sockets.end(), is_closed);
  };
  while (!all_closed(idle) || !all_closed(dripping)) {
    REQUIRE(Steady::now() - begin < 20s);
    const std::string byte(1, dripped < drip.size() ? drip[dripped] : 'x');
    ++dripped;
    if (Steady::now() - begin < 4s) {
      for (auto& socket : dripping) send(socket, byte);
    }
    scene.expect_clean();
  }
  CHECK(Steady::now() - begin > 4s);
  not_reading.clear();
  scene.expect_clean();
  // A closed connection is logged at level debug only.
  std::istringstream log(scene.end());
  std::size_t lines = 0;
  for (std::string line; std::getline(log, line);) {
    if (line.find(" level=debug ") == std::string::npos) ++lines;
  }
  CHECK(lines < 50);
}

TEST_CASE("fault 50: malformed requests") {
  FaultScene scene;
  const std::string fields = "Host: x\r\nX-Mine: " + kMine + "\r\n\r\n";
  const std::string many = [] {
    std::string text;
    for (int i = 0; i < 101; ++i) text += "A: b\r\n";
    return text;
  }();
  struct Case {
    std::string name, request, status;
  };
  const std::vector<Case> cases = {
      {"long line", "GET /" + std::string(9000, 'a') + kMine + " HTTP/1.1\r\n" + fields,
       "414 URI Too Long"},
      {"huge line", "GET /" + kMine + std::string(100000, 'a') + " HTTP/1.1\r\n" + fields,
       "414 URI Too Long"},
      {"large headers",
       "GET /" + kMine + " HTTP/1.1\r\nX: " + std::string(20000, 'a') + "\r\n" + fields,
       "431 Request Header Fields Too Large"},
      {"many headers", "GET /" + kMine + " HTTP/1.1\r\n" + many + fields,
       "431 Request Header Fields Too Large"},
      {"unknown method", kMine.substr(0, 5) + " /metrics HTTP/1.1\r\n" + fields,
       "405 Method Not Allowed"},
      {"TRACE", "TRACE /" + kMine + " HTTP/1.1\r\n" + fields, "405 Method Not Allowed"},
      {"POST", "POST /metrics HTTP/1.1\r\nContent-Length: 19\r\n" + fields + kMine,
       "405 Method Not Allowed"},
      {"HTTP/0.9", "GET /metrics\r\n\r\n", "400 Bad Request"},
      {"HTTP/9.9", "GET /metrics HTTP/9.9\r\n" + fields, "400 Bad Request"},
      {"body", "GET /metrics HTTP/1.1\r\nContent-Length: 19\r\n" + fields + kMine,
       "400 Bad Request"},
      {"chunks", "GET /metrics HTTP/1.1\r\nTransfer-Encoding: chunked\r\n" + fields + "0\r\n\r\n",
       "400 Bad Request"},
      {"two lengths",
       "GET /metrics HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n" + fields,
       "400 Bad Request"},
      {"TLS", "\x16\x03\x01\x02\x01\x01\x01\xfc\x03\x03\r\n\r\n", "400 Bad Request"},
      {"NULs", std::string(100, '\0') + "\r\n\r\n", "400 Bad Request"},
  };
  for (const auto& [name, request, status] : cases) {
    CAPTURE(name);
    const std::string reply = ask(scene, request);  // returns when the connection is closed
    CHECK(status_of(reply) == status);
    CHECK_THAT(reply, ContainsSubstring("Connection: close\r\n"));
    CHECK(reply.find(kMine.substr(0, 5)) == std::string::npos);
    if (status.starts_with("405")) CHECK_THAT(reply, ContainsSubstring("Allow: GET, HEAD\r\n"));
  }
  CHECK(scene.simulator.stats().requests == 0);
  // A range is ignored: the response is the whole page.
  const std::string ranged = ask(scene, get("/metrics", "Range: bytes=0-9\r\n"));
  CHECK(status_of(ranged) == "200 OK");
  CHECK(facts_of(ranged) == clean_facts());
  scene.expect_clean();
  CHECK_THAT(scene.end(),
             ContainsSubstring(R"(level=debug msg="connection closed" why=bad_request)"));
}

TEST_CASE("fault 51: unknown paths") {
  FaultScene scene;
  for (const std::string path :
       {"/metrics/", "//metrics", "/metrics/../metrics", "/../metrics", "/%2e%2e/metrics",
        "/metrics%00", "/%6detrics", "/metrics;x=y", "/METRICS", "/../../etc/passwd", "/etc/passwd",
        "http:///metrics", "http://other/METRICS", "http://u@other/metrics", "ftp://other/metrics",
        "*", "metrics"}) {
    CAPTURE(path);
    const std::string reply = ask(scene, get(path));
    CHECK(status_of(reply) == "404 Not Found");
    CHECK_THAT(reply, ContainsSubstring("\r\n\r\nNot found.\n"));
  }
  CHECK(scene.simulator.stats().requests == 0);
  const std::string spoofed =
      ask(scene, "GET / HTTP/1.1\r\nHost: " + kMine + "\r\nX-Forwarded-Host: " + kMine +
                     "\r\nConnection: close\r\n\r\n");
  CHECK(status_of(spoofed) == "200 OK");
  CHECK(spoofed.find(kMine) == std::string::npos);
  scene.expect_clean();
  scene.end();
}

TEST_CASE("fault 51: a target in absolute form is its path") {
  FaultScene scene;
  for (const std::string target :
       {"http://other/metrics", "HTTP://other:80/metrics?a=b", "https://[::1]/metrics"}) {
    CAPTURE(target);
    const std::string reply = ask(scene, get(target));
    CHECK(status_of(reply) == "200 OK");
    CHECK_THAT(reply, ContainsSubstring("cckm_up{manager=\"cm\"} 1\n"));
  }
  CHECK_THAT(ask(scene, get("http://other")), ContainsSubstring("<h1>Status</h1>"));
  scene.end();
}

TEST_CASE("fault 53: a page compressed with gzip") {
  FaultScene scene;
  const auto packed = scene.exporter.get("/metrics", {{"Accept-Encoding", "gzip"}});
  CHECK(packed["Content-Encoding"] == "gzip");
  CHECK(packed["Vary"] == "Accept, Accept-Encoding");
  CHECK(facts_of(inflated(packed.body())) == clean_facts());
  const auto plain = scene.exporter.get("/metrics", {{"Accept-Encoding", "gzip;q=0"}});
  CHECK(plain["Content-Encoding"].empty());
  CHECK(facts_of(plain.body()) == clean_facts());
  scene.end();
}
