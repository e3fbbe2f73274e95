// SPDX-License-Identifier: Apache-2.0
// Real sockets: connecting, TLS, deadlines, cancellation and the ends of a connection.
#include "exporter/http/connection.h"

#include <netinet/tcp.h>
#include <poll.h>

#include <array>
#include <ctime>
#include <future>
#include <optional>
#include <vector>

#include "tests/simulator/certificate.h"
#include "tests/support/black_hole.h"
#include "tests/support/descriptor_limit.h"
#include "tests/support/http_scene.h"
#include "tests/support/tls_server.h"
#include "tests/unit/http/real_sockets.h"

using namespace cckm;
using namespace cckm::test;
using std::chrono::hours;
using std::chrono::milliseconds;

namespace {

const Failure kRefused{Reason::kConnect, "connection refused or host unreachable"};

using Opened = Result<std::unique_ptr<Connection>>;

struct ConnectionScene {
  Opened open(std::uint16_t port, Deadline deadline, const Addresses& addresses = {"127.0.0.1"}) {
    return Connection::open(addresses, port, tls.get(), deadline, cancellation);
  }
  std::unique_ptr<Connection> connect(const RawPeer& peer) {
    Opened opened = open(peer.port(), in(kLong));
    REQUIRE(opened.ok());
    return std::move(opened.value());
  }
  Failure open_failure(std::uint16_t port, Deadline deadline = in(kLong)) {
    const Opened opened = open(port, deadline);
    REQUIRE_FALSE(opened.ok());
    return opened.failure();
  }
  void use_tls(const TlsOptions& options) {
    tls = TlsContext::load(options, "cm.test", [this](CertificateEnd end) {
            ends.push_back(end);
          }).value();
  }

  Cancellation cancellation;
  std::shared_ptr<const TlsContext> tls;
  std::vector<CertificateEnd> ends;  // as the handshakes reported them
};

Result<std::size_t> read(Connection& connection, Deadline deadline = in(kLong)) {
  std::array<char, 64> buffer{};
  return connection.read(buffer.data(), buffer.size(), deadline);
}

// Reads until the connection ends or fails. Returns the number of bytes before a good end.
Result<std::size_t> read_all(Connection& connection, Deadline deadline = in(kLong)) {
  std::size_t total = 0;
  for (;;) {
    const auto size = read(connection, deadline);
    if (!size) return size.failure();
    if (*size == 0) return total;
    total += *size;
  }
}

// Writes until the connection fails.
Failure write_all(Connection& connection, Deadline deadline) {
  const std::string block(1 << 20, ' ');
  for (;;) {
    const auto size = connection.write(block, deadline);
    if (!size) return size.failure();
  }
}

void write_then_wait(RawConnection& connection, std::string_view bytes) {
  connection.write(bytes);
  connection.await_end();
}

int option(const Connection& connection, int level, int name) {
  int value = 0;
  socklen_t size = sizeof(value);
  REQUIRE(::getsockopt(connection.descriptor(), level, name, &value, &size) == 0);
  return value;
}

// Writes a byte when told, then waits for the end.
RawPeer::Script byte_after(std::promise<void>& go) {
  return [&go](RawConnection& connection, int) {
    go.get_future().wait();
    write_then_wait(connection, "x");
  };
}

// A root, an authority that it issued, and the certificate that this one issued for a server.
struct Chain {
  explicit Chain(const CertificateSpec& spec = {.names = {"cm.test"}})
      : leaf(issuing.issue(spec)) {}

  // Connects to a server that sends the whole chain. Returns the failure, if any.
  std::optional<Failure> connect(const std::string& trusted) const {
    const TlsServer server(leaf.certificate_pem + issuing.pem() + root.pem(), leaf.key_pem);
    const RawPeer peer(server.script([](SSL* session) { SSL_shutdown(session); }));
    const TemporaryFolder folder;
    ConnectionScene scene;
    scene.use_tls({.ca_file = folder.write("ca.pem", trusted)});
    const Opened opened = scene.open(peer.port(), in(kLong));
    return opened ? std::nullopt : std::optional(opened.failure());
  }

  CertificateAuthority root;
  CertificateAuthority issuing = root.issue_authority();
  Credential leaf;
};

std::uint16_t closed_port() {
  const RawPeer gone([](RawConnection&, int) {});
  return gone.port();
}

}  // namespace

TEST_CASE("a closed port refuses a connection") {
  CHECK(ConnectionScene().open_failure(closed_port()) == kRefused);
}

TEST_CASE("a connection needs an address") {
  const auto opened =
      ConnectionScene().open(1, in(kLong), GENERATE(Addresses{}, Addresses{"no address"}));
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.failure() == Failure{Reason::kConnect, "no address"});
}

TEST_CASE("a connect without a response ends at the deadline") {
  const RawPeer peer([](RawConnection&, int) {});
  const BlackHole hole("127.0.0.2", peer.port());
  const Deadline deadline = in(milliseconds(50));
  const auto opened = ConnectionScene().open(peer.port(), deadline, {"127.0.0.2"});
  CHECK(std::chrono::steady_clock::now() >= deadline);
  REQUIRE_FALSE(opened.ok());
  CHECK(opened.failure() == Failure{Reason::kTimeout, "deadline while connecting"});
}

TEST_CASE("a dead address leaves time for the next one") {
  const RawPeer peer([](RawConnection&, int) {});
  const BlackHole hole("127.0.0.2", peer.port());
  const BlackHole another("127.0.0.3", peer.port());
  // ::1 has no listener on this port. It is unreachable on a machine without IPv6.
  const auto addresses =
      GENERATE(as<Addresses>{}, Addresses{"::1", "127.0.0.1"}, Addresses{"127.0.0.2", "127.0.0.1"},
               Addresses{"127.0.0.2", "127.0.0.3", "::1", "127.0.0.1"},
               Addresses{"no address", "127.0.0.1"});
  CHECK(ConnectionScene().open(peer.port(), in(milliseconds(2000)), addresses).ok());
}

TEST_CASE("a connection needs a descriptor") {
  ConnectionScene scene;
  const std::uint16_t port = closed_port();
  {
    const DescriptorLimit none(0);
    CHECK(scene.open_failure(port) == Failure{Reason::kConnect, "no socket: too many open files"});
  }
  CHECK(scene.open_failure(port) == kRefused);
}

TEST_CASE("a read returns the received bytes, then 0 after a good end") {
  const RawPeer peer([](RawConnection& connection, int) { connection.write("bytes"); });
  ConnectionScene scene;
  CHECK(read_all(*scene.connect(peer)).value() == 5);
}

TEST_CASE("a reset is a failure of the read") {
  const RawPeer peer([](RawConnection& connection, int) {
    connection.ends_within(milliseconds(5000));
    connection.reset();
  });
  ConnectionScene scene;
  const auto connection = scene.connect(peer);
  REQUIRE(connection->write("x", in(kLong)).ok());
  CHECK(read(*connection).failure() == Failure{Reason::kTruncated, "connection ended"});
}

TEST_CASE("a read from a silent peer ends at the deadline") {
  const RawPeer peer([](RawConnection& connection, int) { connection.await_end(); });
  ConnectionScene scene;
  const auto connection = scene.connect(peer);
  const Deadline deadline = in(milliseconds(50));
  CHECK(read(*connection, deadline).failure() == Failure{Reason::kTimeout, "deadline"});
  CHECK(std::chrono::steady_clock::now() >= deadline);
}

TEST_CASE("reads from a peer that never stops end at the deadline") {
  const auto script = GENERATE(
      as<RawPeer::Script>{},
      [](RawConnection& connection, int) {
        while (connection.write(std::string(1000, ' '))) {
        }
      },
      [](RawConnection& connection, int) {
        while (!connection.ends_within(milliseconds(5)) && connection.write(" ")) {
        }
      });
  const RawPeer peer(script);
  ConnectionScene scene;
  const auto connection = scene.connect(peer);
  const Deadline deadline = in(milliseconds(50));
  CHECK(read_all(*connection, deadline).failure() == Failure{Reason::kTimeout, "deadline"});
  CHECK(std::chrono::steady_clock::now() >= deadline);
}

TEST_CASE("a write to a peer that does not read ends at the deadline") {
  std::promise<void> end;
  const RawPeer peer([&](RawConnection&, int) { end.get_future().wait(); });
  ConnectionScene scene;
  const auto connection = scene.connect(peer);
  const Deadline deadline = in(milliseconds(50));
  CHECK(write_all(*connection, deadline) == Failure{Reason::kTimeout, "deadline"});
  CHECK(std::chrono::steady_clock::now() >= deadline);
  end.set_value();
}

TEST_CASE("a write to a closed connection is a failure") {
  std::promise<void> connected;  // a reset before that would fail the connect
  const RawPeer peer([&](RawConnection& connection, int) {
    connected.get_future().wait();
    connection.reset();
  });
  ConnectionScene scene;
  const auto connection = scene.connect(peer);
  connected.set_value();
  CHECK(write_all(*connection, in(kLong)) == Failure{Reason::kTruncated, "connection ended"});
}

TEST_CASE("cancelling ends a read, and every later call") {
  std::promise<void> reading;
  const RawPeer peer([&](RawConnection& connection, int) {
    reading.get_future().wait();
    connection.await_end();
  });
  ConnectionScene scene;
  const auto connection = scene.connect(peer);
  auto result = std::async(std::launch::async, [&] {
    reading.set_value();
    return read(*connection, in(std::chrono::minutes(5)));
  });
  scene.cancellation.cancel();
  const Failure cancelled{Reason::kTimeout, "cancelled"};
  CHECK(result.get().failure() == cancelled);
  CHECK(read(*connection).failure() == cancelled);
  CHECK(connection->write("x", in(kLong)).failure() == cancelled);
  CHECK(scene.open_failure(peer.port()) == Failure{Reason::kTimeout, "cancelled while connecting"});
}

TEST_CASE("cancelling ends a connect") {
  const RawPeer peer([](RawConnection&, int) {});
  const BlackHole hole("127.0.0.2", peer.port());
  ConnectionScene scene;
  auto opened = std::async(std::launch::async, [&] {
    return scene.open(peer.port(), in(std::chrono::minutes(5)), {"127.0.0.2", "127.0.0.2"});
  });
  scene.cancellation.cancel();
  CHECK(opened.get().failure() == Failure{Reason::kTimeout, "cancelled while connecting"});
}

TEST_CASE("a connection is idle while it is open and has no unread bytes") {
  std::promise<void> go;
  SECTION("unread bytes") {
    const RawPeer peer([&](RawConnection& connection, int) {
      connection.write("a");
      write_then_wait(connection, "b");
    });
    ConnectionScene scene;
    const auto connection = scene.connect(peer);
    char byte = 0;
    CHECK(connection->read(&byte, 1, in(kLong)).value() == 1);
    while (connection->idle()) {
    }
    CHECK(connection->read(&byte, 1, in(kLong)).value() == 1);
    CHECK(byte == 'b');
    CHECK(connection->idle());
  }
  SECTION("closed") {
    const RawPeer peer([&](RawConnection&, int) { go.get_future().wait(); });
    ConnectionScene scene;
    const auto connection = scene.connect(peer);
    CHECK(connection->idle());
    go.set_value();
    CHECK(read(*connection).value() == 0);
    CHECK_FALSE(connection->idle());
  }
}

TEST_CASE("a connection sends probes, and is closed if nothing is confirmed") {
  const RawPeer peer([](RawConnection& connection, int) { connection.await_end(); });
  ConnectionScene scene;
  const auto connection = scene.connect(peer);
  CHECK(option(*connection, SOL_SOCKET, SO_KEEPALIVE) == 1);
  CHECK(option(*connection, IPPROTO_TCP, TCP_KEEPIDLE) == 15);
  CHECK(option(*connection, IPPROTO_TCP, TCP_KEEPINTVL) == 15);
  CHECK(option(*connection, IPPROTO_TCP, TCP_USER_TIMEOUT) == 40'000);
}

TEST_CASE("the next event of a connection is nothing, a byte or its end") {
  std::promise<void> go;
  std::promise<void> end;
  const RawPeer peer([&](RawConnection& connection, int) {
    go.get_future().wait();
    connection.write("x");
    end.get_future().wait();
  });
  ConnectionScene scene;
  const auto connection = scene.connect(peer);
  CHECK(connection->arrival() == Arrival::kNothing);
  go.set_value();
  connection->await_arrival(in(kLong));
  CHECK(connection->arrival() == Arrival::kByte);
  CHECK(connection->arrival() == Arrival::kByte);
  REQUIRE(read(*connection).ok());
  end.set_value();
  connection->await_arrival(in(kLong));
  CHECK(connection->arrival() == Arrival::kEnd);
}

TEST_CASE("over TLS a session ticket is no byte") {
  const TlsServer server;  // sends tickets after the handshake
  std::promise<void> go;
  const RawPeer peer(server.script([&](SSL* session) {
    go.get_future().wait();
    SSL_write(session, "x", 1);
  }));
  ConnectionScene scene;
  scene.use_tls({.insecure_skip_verify = true});
  const auto connection = scene.connect(peer);
  pollfd polled{.fd = connection->descriptor(), .events = POLLIN, .revents = 0};
  REQUIRE(::poll(&polled, 1, 30'000) == 1);
  CHECK(connection->arrival() == Arrival::kNothing);
  connection->await_arrival(in(milliseconds(20)));
  CHECK(connection->arrival() == Arrival::kNothing);
  go.set_value();
  connection->await_arrival(in(kLong));
  CHECK(connection->arrival() == Arrival::kByte);
}

TEST_CASE("a wait for a connection ends with a byte of its rival, but not with the rival's end") {
  const RawPeer silent([](RawConnection& connection, int) { connection.await_end(); });
  std::promise<void> go;
  std::promise<void> end;
  const RawPeer other([&](RawConnection& connection, int) {
    go.get_future().wait();
    connection.write("x");
    end.get_future().wait();
  });
  ConnectionScene scene;
  const auto connection = scene.connect(silent);
  const auto rival = scene.connect(other);
  auto waiting =
      std::async(std::launch::async, [&] { connection->await_arrival(in(kLong), rival.get()); });
  go.set_value();
  waiting.get();
  CHECK(rival->arrival() == Arrival::kByte);
  CHECK(connection->arrival() == Arrival::kNothing);
  REQUIRE(read(*rival).ok());
  end.set_value();
  rival->await_arrival(in(kLong));
  const Deadline deadline = in(milliseconds(200));
  const std::clock_t begin = std::clock();
  connection->await_arrival(deadline, rival.get());
  CHECK(std::chrono::steady_clock::now() >= deadline);
  CHECK(std::clock() - begin < CLOCKS_PER_SEC / 50);  // it does not spin
}

TEST_CASE("cancelling ends a wait for a connection") {
  const RawPeer silent([](RawConnection& connection, int) { connection.await_end(); });
  ConnectionScene scene;
  const auto connection = scene.connect(silent);
  auto waiting = std::async(std::launch::async,
                            [&] { connection->await_arrival(in(std::chrono::minutes(5))); });
  scene.cancellation.cancel();
  waiting.get();
  CHECK(connection->arrival() == Arrival::kNothing);
}

TEST_CASE("a byte of the rival ends an opening") {
  std::promise<void> go;
  const RawPeer other(byte_after(go));
  const RawPeer silent([](RawConnection& connection, int) { connection.await_end(); });
  const BlackHole hole("127.0.0.2", silent.port());
  ConnectionScene scene;
  const auto rival = scene.connect(other);
  std::string address = "127.0.0.2";
  SECTION("that connects") {}
  SECTION("in its TLS handshake") {
    scene.use_tls({.insecure_skip_verify = true});
    address = "127.0.0.1";
  }
  auto opened = std::async(std::launch::async, [&] {
    return Connection::open({address}, silent.port(), scene.tls.get(), in(kLong),
                            scene.cancellation, rival.get());
  });
  go.set_value();
  const Failure failure = opened.get().failure();
  CHECK(failure.reason == Reason::kTimeout);
  CHECK_THAT(failure.detail, ContainsSubstring("overtaken"));
  CHECK(rival->arrival() == Arrival::kByte);
}

TEST_CASE("an opening does not end with its rival") {
  std::promise<void> end;
  const RawPeer other([&](RawConnection&, int) { end.get_future().wait(); });
  const RawPeer peer([](RawConnection& connection, int) { connection.await_end(); });
  ConnectionScene scene;
  const auto rival = scene.connect(other);
  end.set_value();
  rival->await_arrival(in(kLong));
  CHECK(Connection::open({"127.0.0.1"}, peer.port(), nullptr, in(kLong), scene.cancellation,
                         rival.get())
            .ok());
}

TEST_CASE("a TLS handshake ends at the deadline") {
  // A record of TLS 1.2 with 16 KiB, which never is complete.
  const std::string record("\x16\x03\x03\x40\x00", 5);
  const auto script = GENERATE_COPY(
      as<RawPeer::Script>{}, [](RawConnection& connection, int) { connection.await_end(); },
      [=](RawConnection& connection, int) {
        connection.read_some();
        connection.write(record);
        while (!connection.ends_within(milliseconds(5)) && connection.write("\x02")) {
        }
      });
  const RawPeer peer(script);
  ConnectionScene scene;
  scene.use_tls({.insecure_skip_verify = true});
  const Deadline deadline = in(milliseconds(50));
  CHECK(scene.open_failure(peer.port(), deadline) ==
        Failure{Reason::kTimeout, "deadline in the TLS handshake"});
  CHECK(std::chrono::steady_clock::now() >= deadline);
}

TEST_CASE("a peer that ends the connection in the handshake is no problem of TLS") {
  const std::string hello("\x16\x03\x03\x00\x7A\x02\x00\x00\x76\x03\x03", 11);
  const auto script = GENERATE_COPY(
      as<RawPeer::Script>{}, [](RawConnection&, int) {},
      [](RawConnection& connection, int) { connection.read_some(); },
      [](RawConnection& connection, int) {
        connection.read_some();
        connection.reset();
      },
      [=](RawConnection& connection, int) {  // within its hello
        connection.read_some();
        connection.write(hello);
      });
  const RawPeer peer(script);
  ConnectionScene scene;
  scene.use_tls({.insecure_skip_verify = GENERATE(true, false)});
  CHECK(scene.open_failure(peer.port()) ==
        Failure{Reason::kConnect, "connection ended in the TLS handshake"});
}

TEST_CASE("a peer that does not speak TLS is no problem of TLS") {
  const auto bytes = GENERATE(as<std::string>{}, "HTTP/1.1 400 Bad Request\r\n\r\n",
                              "SSH-2.0-OpenSSH_9.2\r\n", "220 mail.test ESMTP\r\n",
                              "GET / HTTP/1.1\r\n\r\n", "CONNECT cm.test:443 HTTP/1.1\r\n\r\n",
                              "<html><body>sorry</body></html>", "\x01\x02\x03\x04\x05\x06\x07");
  const RawPeer peer([&](RawConnection& connection, int) {
    connection.read_some();
    connection.write(bytes);
  });
  ConnectionScene scene;
  scene.use_tls({});
  CHECK(scene.open_failure(peer.port()) ==
        Failure{Reason::kConnect, "the peer does not speak TLS"});
}

TEST_CASE("a peer that refuses TLS with an alert is a problem of TLS") {
  // handshake_failure, unrecognized_name, internal_error
  const auto alert = GENERATE(as<std::string>{}, "\x28", "\x70", "\x50");
  const RawPeer peer([&](RawConnection& connection, int) {
    connection.read_some();
    connection.write(std::string("\x15\x03\x03\x00\x02\x02", 6) + alert);
  });
  ConnectionScene scene;
  scene.use_tls({});
  const Failure failure = scene.open_failure(peer.port());
  CHECK(failure.reason == Reason::kTls);
  CHECK(failure.detail != "unknown error");
}

TEST_CASE("a peer that closes TLS before the end of the handshake fails it") {
  const std::string close_notify("\x15\x03\x03\x00\x02\x01\x00", 7);
  const RawPeer peer([&](RawConnection& connection, int) {
    connection.read_some();
    write_then_wait(connection, close_notify);
  });
  ConnectionScene scene;
  scene.use_tls({.insecure_skip_verify = true});
  CHECK(scene.open_failure(peer.port()).reason == Reason::kConnect);
}

TEST_CASE("a certificate that does not prove the expected name fails the handshake") {
  const TlsServer server;
  const RawPeer peer(server.script([](SSL*) {}));
  ConnectionScene scene;
  SECTION("because its issuer is unknown") {
    scene.use_tls({});
  }
  SECTION("because it has another name") {
    scene.use_tls({.ca_file = server.certificate_file()});
  }
  const Failure failure = scene.open_failure(peer.port());
  CHECK(failure.reason == Reason::kTls);
  CHECK_THAT(failure.detail, ContainsSubstring(", expected name cm.test"));
}

TEST_CASE("every certificate of ca_file is trusted, also one that is not self-signed") {
  const Chain chain;
  for (const std::string& trusted :
       {chain.root.pem(), chain.issuing.pem(), chain.leaf.certificate_pem,
        CertificateAuthority().pem() + chain.issuing.pem()}) {
    CHECK(chain.connect(trusted) == std::nullopt);
  }
}

TEST_CASE("a trusted certificate that is not self-signed proves nothing about others") {
  const CertificateSpec spec{.names = {"cm.test"}};
  const CertificateSpec expired{.names = {"cm.test"}, .begins = hours(-48), .ends = hours(-24)};
  const auto detail = [](const Chain& chain, const std::string& trusted) {
    const auto failure = chain.connect(trusted);
    REQUIRE(failure);
    CHECK(failure->reason == Reason::kTls);
    return failure->detail;
  };
  const Chain good;
  for (const std::string& stranger :
       {CertificateAuthority().pem(), CertificateAuthority().issue_authority().pem(),
        good.issuing.issue(spec).certificate_pem}) {  // with the same issuer and name
    CHECK_THAT(detail(good, stranger), ContainsSubstring(", expected name cm.test"));
  }
  const Chain other({.names = {"other.test"}});
  CHECK(detail(other, other.issuing.pem()) == "hostname mismatch, expected name cm.test");
  CHECK(detail(other, other.leaf.certificate_pem) == "hostname mismatch, expected name cm.test");
  const Chain ended(expired);
  CHECK(detail(ended, ended.issuing.pem()) == "certificate has expired, expected name cm.test");
  CHECK(detail(ended, ended.leaf.certificate_pem) ==
        "certificate has expired, expected name cm.test");
}

TEST_CASE("a handshake reports the end of the peer's certificate if it succeeds") {
  const TlsServer server;
  const RawPeer peer(server.script([](SSL*) {}));
  ConnectionScene scene;
  SECTION("without verification") {
    scene.use_tls({.insecure_skip_verify = true});
    scene.connect(peer);
    REQUIRE(scene.ends.size() == 1);
    const auto left = scene.ends[0] - std::chrono::system_clock::now();
    CHECK(std::chrono::abs(left - std::chrono::hours(24)) < std::chrono::minutes(1));
  }
  SECTION("not if its issuer is unknown") {
    scene.use_tls({});
    CHECK(scene.open_failure(peer.port()).reason == Reason::kTls);
    CHECK(scene.ends.empty());
  }
  SECTION("not if it has another name") {
    scene.use_tls({.ca_file = server.certificate_file()});
    CHECK(scene.open_failure(peer.port()).reason == Reason::kTls);
    CHECK(scene.ends.empty());
  }
}

TEST_CASE("over TLS bytes arrive in both directions") {
  const TlsServer server;
  std::promise<std::string> received;
  const RawPeer peer(server.script([&](SSL* session) {
    std::array<char, 64> buffer{};
    const int size = SSL_read(session, buffer.data(), buffer.size());
    received.set_value({buffer.data(), static_cast<std::size_t>(std::max(size, 0))});
    SSL_write(session, "response", 8);
    SSL_shutdown(session);
  }));
  ConnectionScene scene;
  scene.use_tls({.insecure_skip_verify = true});
  const auto connection = scene.connect(peer);
  CHECK(connection->idle());
  CHECK_FALSE(connection->certificate_requested());
  REQUIRE(connection->write("request", in(kLong)).value() == 7);
  CHECK(received.get_future().get() == "request");
  CHECK(read_all(*connection).value() == 8);
  CHECK_FALSE(connection->idle());
}

TEST_CASE("over TLS an end without close_notify is a failure") {
  const TlsServer server;
  const RawPeer peer(server.script([](SSL* session) { SSL_write(session, "bytes", 5); }));
  ConnectionScene scene;
  scene.use_tls({.insecure_skip_verify = true});
  const auto connection = scene.connect(peer);
  CHECK(read_all(*connection).failure() == Failure{Reason::kTruncated, "connection ended"});
  CHECK_FALSE(connection->idle());
}

TEST_CASE("over TLS reads and writes end at the deadline") {
  const TlsServer server;
  std::promise<void> end;
  const RawPeer peer(server.script([&](SSL*) { end.get_future().wait(); }));
  ConnectionScene scene;
  scene.use_tls({.insecure_skip_verify = true});
  const auto connection = scene.connect(peer);
  const Deadline deadline = in(milliseconds(50));
  CHECK(read(*connection, deadline).failure() == Failure{Reason::kTimeout, "deadline"});
  CHECK(write_all(*connection, in(milliseconds(50))) == Failure{Reason::kTimeout, "deadline"});
  CHECK(std::chrono::steady_clock::now() >= deadline);
  end.set_value();
}

TEST_CASE("a connection closes TLS in good order") {
  const TlsServer server;
  std::promise<int> error;
  const RawPeer peer(server.script([&](SSL* session) {
    char byte = 0;
    error.set_value(SSL_get_error(session, SSL_read(session, &byte, 1)));
  }));
  ConnectionScene scene;
  scene.use_tls({.insecure_skip_verify = true});
  scene.connect(peer).reset();
  CHECK(error.get_future().get() == SSL_ERROR_ZERO_RETURN);
}

TEST_CASE("a connection reports a request for a client certificate") {
  const TlsServer server(SSL_VERIFY_PEER);
  const RawPeer peer(server.script([](SSL*) {}));
  ConnectionScene scene;
  scene.use_tls({.insecure_skip_verify = true});
  CHECK(scene.connect(peer)->certificate_requested());
}
