// SPDX-License-Identifier: Apache-2.0
// Measures scrapes over an open TLS connection, alone and beside clients that begin one handshake
// after the other.
//
// The clients do as little as they can: they send a ClientHello that was recorded before, wait for
// the first byte of the response, for which the exporter must sign with RSA, and reset the
// connection.
#include <openssl/ssl.h>
#include <sys/socket.h>

#include <atomic>
#include <boost/asio/buffer.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/bench/figures.h"
#include "tests/e2e/connect.h"
#include "tests/e2e/scene.h"
#include "tests/simulator/test_client.h"

namespace cckm::test {
namespace {

namespace asio = boost::asio;
using Clock = std::chrono::steady_clock;
using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr int kScrapesBesideHandshakes = 500;
constexpr int kAtOnce = 200;                   // handshakes
constexpr double kMostBesideHandshakes = 100;  // ms

// Returns what a client sends first.
std::string client_hello() {
  const std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)> context(SSL_CTX_new(TLS_client_method()),
                                                                  SSL_CTX_free);
  const std::unique_ptr<SSL, decltype(&SSL_free)> ssl(SSL_new(context.get()), SSL_free);
  BIO* out = BIO_new(BIO_s_mem());
  SSL_set_bio(ssl.get(), BIO_new(BIO_s_mem()), out);  // owns both
  SSL_connect(ssl.get());
  std::string hello(BIO_ctrl_pending(out), '\0');
  if (BIO_read(out, hello.data(), static_cast<int>(hello.size())) <= 0) {
    throw std::runtime_error("OpenSSL made no ClientHello");
  }
  return hello;
}

// Begins handshakes during its lifetime.
class HandshakeFlood {
 public:
  explicit HandshakeFlood(const std::string& address) : address_(address), begin_(Clock::now()) {}
  ~HandshakeFlood() {
    enough_ = true;
    thread_.join();
  }
  HandshakeFlood(const HandshakeFlood&) = delete;
  HandshakeFlood& operator=(const HandshakeFlood&) = delete;

  // Returns the handshakes in a second.
  double rate() const {
    return handshakes_ / std::chrono::duration<double>(Clock::now() - begin_).count();
  }

 private:
  void run() {
    while (!enough_) {
      std::vector<asio::ip::tcp::socket> sockets;
      boost::system::error_code ignored;
      for (int i = 0; i < kAtOnce; ++i) {
        sockets.push_back(connect_to(address_));
        asio::write(sockets.back(), asio::buffer(hello_), ignored);
      }
      for (auto& socket : sockets) {
        char byte = 0;
        handshakes_ += ::recv(socket.native_handle(), &byte, 1, 0) == 1 ? 1 : 0;
        socket.set_option(asio::socket_base::linger(true, 0), ignored);
      }
    }
  }

  const std::string address_;
  const std::string hello_ = client_hello();
  const Clock::time_point begin_;
  std::atomic<bool> enough_ = false;
  std::atomic<int> handshakes_ = 0;
  std::thread thread_{[this] { run(); }};
};

std::vector<double> scrape(TestClient& client) {
  std::vector<double> milliseconds;
  for (int i = 0; i < kScrapesBesideHandshakes; ++i) {
    const auto begin = Clock::now();
    if (values_of(client.get("/metrics"), "cckm_up") != std::vector<double>{1}) {
      throw std::runtime_error("a scrape over an open connection has failed");
    }
    milliseconds.push_back(Milliseconds(Clock::now() - begin).count());
  }
  return milliseconds;
}

}  // namespace

void measure_handshakes(Table& table) {
  const Simulator simulator;
  Configuration configuration;
  configuration.add(simulator, {.names = {"documented-sample"}});
  const CertificateAuthority authority;
  const Credential own = authority.issue({.rsa = true});
  configuration.folder().write("cert.pem", own.certificate_pem);
  configuration.folder().write("key.pem", own.key_pem);
  const std::string web = configuration.folder().write(
      "web.yml", "tls_server_config: {cert_file: cert.pem, key_file: key.pem}\n");
  const RunningExporter exporter(configuration, {"--web.config.file", web});

  TestClient client({"https://" + exporter.address(), authority.pem()});
  client.handshake();
  const double alone = percentile(scrape(client), 0.99);
  table.row("without other clients: p99 of a scrape", alone, "ms");
  const HandshakeFlood flood(exporter.address());
  const double beside = percentile(scrape(client), 0.99);
  table.row("200 handshakes at once: p99 of a scrape", beside, "ms", kMostBesideHandshakes);
  table.row("200 handshakes at once: handshakes in a second", flood.rate(), "");
}

}  // namespace cckm::test
