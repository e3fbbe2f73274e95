// SPDX-License-Identifier: Apache-2.0
// The race of a kept connection and a new one. Promises order the events of both peers, so no test
// depends on its speed.
#include "exporter/http/hedged_stream.h"

#include <sys/socket.h>

#include <array>
#include <future>

#include "tests/support/black_hole.h"
#include "tests/support/catch.h"
#include "tests/support/deadlines.h"
#include "tests/support/raw_peer.h"
#include "tests/unit/http/real_sockets.h"

using namespace cckm;
using namespace cckm::test;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kShort{20};
const std::string kRequest = "GET / HTTP/1.1\r\n\r\n";

void read_and_wait(RawConnection& connection, int) {
  connection.read_request();
  connection.await_end();
}

std::unique_ptr<Connection> connect(std::uint16_t port, const Cancellation& cancellation) {
  auto opened = Connection::open({"127.0.0.1"}, port, nullptr, in(kLong), cancellation);
  REQUIRE(opened.ok());
  return std::move(opened.value());
}

// A stream between a peer of the kept connection and a peer of the new one.
struct HedgedScene {
  HedgedScene(RawPeer::Script kept_script, RawPeer::Script new_script)
      : kept_peer(std::move(kept_script)), new_peer(std::move(new_script)) {}

  HedgedStream stream(Deadline patience) {
    return stream(connect(kept_peer.port(), cancellation), patience);
  }
  HedgedStream stream(std::unique_ptr<Connection> kept, Deadline patience) {
    return {std::move(kept), patience, [this](Deadline deadline, Connection* rival) {
              if (opening) opening();
              return Connection::open(addresses, new_peer.port(), nullptr, deadline, cancellation,
                                      rival);
            }};
  }
  // Sends the request and reads a part of the response.
  Result<std::string> respond(HedgedStream& stream, Deadline deadline = in(kLong)) const {
    REQUIRE(stream.write(kRequest, deadline).value() == kRequest.size());
    std::array<char, 64> buffer{};
    const auto size = stream.read(buffer.data(), buffer.size(), deadline);
    if (!size) return size.failure();
    return std::string(buffer.data(), *size);
  }

  Cancellation cancellation;
  Addresses addresses = {"127.0.0.1"};
  std::function<void()> opening;  // called before a new connection is opened
  std::promise<void> go;          // for the peers
  std::promise<void> end;
  RawPeer kept_peer;
  RawPeer new_peer;
};

}  // namespace

TEST_CASE("a kept connection that responds in time is the only one") {
  HedgedScene scene(
      [](RawConnection& connection, int) {
        connection.write(connection.read_request());
        connection.await_end();
      },
      read_and_wait);
  HedgedStream stream = scene.stream(in(kLong));
  CHECK(scene.respond(stream).value() == kRequest);
  CHECK_FALSE(stream.sent_twice());
  CHECK(scene.new_peer.connections() == 0);
  CHECK(stream.take_kept() != nullptr);
  CHECK(stream.take_new() == nullptr);
}

TEST_CASE("a silent kept connection is closed once a new one responds to the same request") {
  std::promise<void> closed;
  HedgedScene scene(
      [&](RawConnection& connection, int) {
        read_and_wait(connection, 0);
        closed.set_value();
      },
      [](RawConnection& connection, int) {
        connection.write(connection.read_request());
        connection.await_end();
      });
  HedgedStream stream = scene.stream(in(kShort));
  CHECK(scene.respond(stream).value() == kRequest);
  closed.get_future().wait();
  CHECK(stream.sent_twice());
  CHECK(stream.take_kept() == nullptr);
  CHECK(stream.take_new() != nullptr);
}

TEST_CASE("a slow kept connection that responds first is read, and the new one closed") {
  std::promise<void> closed;
  HedgedScene scene(
      [&](RawConnection& connection, int) {
        connection.read_request();
        scene.go.get_future().wait();
        connection.write("slow");
        connection.await_end();
      },
      [&](RawConnection& connection, int) {
        connection.read_request();
        scene.go.set_value();
        connection.await_end();
        closed.set_value();
      });
  HedgedStream stream = scene.stream(in(kShort));
  CHECK(scene.respond(stream).value() == "slow");
  closed.get_future().wait();
  CHECK(stream.sent_twice());
  CHECK(stream.take_kept() != nullptr);
  CHECK(stream.take_new() == nullptr);
}

TEST_CASE("a kept connection that has ended is replaced without waiting") {
  const bool resets = GENERATE(false, true);
  HedgedScene scene(
      [=](RawConnection& connection, int) {
        connection.read_request();
        if (resets) connection.reset();
      },
      [](RawConnection& connection, int) { connection.write(connection.read_request()); });
  const Deadline patience = in(std::chrono::minutes(5));
  HedgedStream stream = scene.stream(patience);
  CHECK(scene.respond(stream).value() == kRequest);
  CHECK(std::chrono::steady_clock::now() < patience - std::chrono::minutes(1));
}

TEST_CASE("a kept connection that accepts no bytes is replaced") {
  HedgedScene scene(
      [&](RawConnection& connection, int) {
        scene.go.get_future().wait();
        connection.reset();
      },
      [](RawConnection& connection, int) { connection.write(connection.read_request()); });
  auto kept = connect(scene.kept_peer.port(), scene.cancellation);
  scene.go.set_value();
  kept->await_arrival(in(kLong));
  HedgedStream stream = scene.stream(std::move(kept), in(kLong));
  CHECK(scene.respond(stream).value() == kRequest);
}

TEST_CASE("a kept connection that accepts no more bytes by the patience is replaced") {
  HedgedScene scene([&](RawConnection&, int) { scene.end.get_future().wait(); },
                    [](RawConnection& connection, int) {
                      connection.read_some();
                      connection.write("new");
                      connection.await_end();
                    });
  HedgedStream stream = scene.stream(in(kShort));
  const std::string block(1 << 20, ' ');
  for (int i = 0; i < 64; ++i) REQUIRE(stream.write(block, in(kLong)).ok());
  CHECK(scene.respond(stream).value() == "new");
  scene.end.set_value();
}

TEST_CASE("a byte of the kept connection ends the opening of a new one") {
  HedgedScene scene(
      [&](RawConnection& connection, int) {
        connection.read_request();
        scene.go.get_future().wait();
        connection.write("slow");
        connection.await_end();
      },
      read_and_wait);
  const BlackHole hole("127.0.0.2", scene.new_peer.port());
  scene.addresses = {"127.0.0.2"};
  scene.opening = [&] { scene.go.set_value(); };
  HedgedStream stream = scene.stream(in(kShort));
  CHECK(scene.respond(stream, in(std::chrono::seconds(10))).value() == "slow");
  CHECK_FALSE(stream.sent_twice());
  CHECK(stream.take_kept() != nullptr);
}

TEST_CASE("if no connection can be opened, the kept one is read until the deadline") {
  const bool responds = GENERATE(true, false);
  HedgedScene scene(
      [&](RawConnection& connection, int) {
        connection.read_request();
        scene.go.get_future().wait();
        if (responds) connection.write("slow");
        connection.await_end();
      },
      read_and_wait);
  scene.addresses = {};
  scene.opening = [&] { scene.go.set_value(); };
  HedgedStream stream = scene.stream(in(kShort));
  const auto response = scene.respond(stream, in(responds ? milliseconds(kLong) : 25 * kShort));
  CHECK(response.ok() == responds);
  CHECK(stream.open_failure() == Failure{Reason::kConnect, "no address"});
  CHECK_FALSE(stream.sent_twice());
}

TEST_CASE("if no connection is left, the failure of the opening is the stream's") {
  HedgedScene scene([](RawConnection& connection, int) { connection.read_request(); },
                    read_and_wait);
  scene.addresses = {};
  HedgedStream stream = scene.stream(in(kLong));
  CHECK_FALSE(scene.respond(stream).ok());
  CHECK(stream.open_failure() == Failure{Reason::kConnect, "no address"});
}

TEST_CASE("if one connection ends in the race, the other one is read") {
  SECTION("the kept one") {
    HedgedScene scene(
        [&](RawConnection& connection, int) {
          connection.read_request();
          scene.go.get_future().wait();
          ::shutdown(connection.descriptor(), SHUT_WR);
          scene.end.set_value();
          connection.await_end();
        },
        [&](RawConnection& connection, int) {
          connection.read_request();
          scene.go.set_value();
          scene.end.get_future().wait();
          connection.write("new");
          connection.await_end();
        });
    HedgedStream stream = scene.stream(in(kShort));
    CHECK(scene.respond(stream).value() == "new");
  }
  SECTION("the new one") {
    HedgedScene scene(
        [&](RawConnection& connection, int) {
          connection.read_request();
          scene.go.get_future().wait();
          connection.write("slow");
          connection.await_end();
        },
        [&](RawConnection& connection, int) {
          connection.read_request();
          ::shutdown(connection.descriptor(), SHUT_WR);
          connection.await_end();  // the stream closes it before the kept one responds
          scene.go.set_value();
        });
    HedgedStream stream = scene.stream(in(kShort));
    CHECK(scene.respond(stream).value() == "slow");
    CHECK(stream.take_kept() != nullptr);
  }
}

TEST_CASE("two silent connections end at the deadline") {
  HedgedScene scene(read_and_wait, read_and_wait);
  HedgedStream stream = scene.stream(in(kShort));
  const Deadline deadline = in(25 * kShort);
  CHECK(scene.respond(stream, deadline).failure() == Failure{Reason::kTimeout, "deadline"});
  CHECK(std::chrono::steady_clock::now() >= deadline);
  CHECK(scene.new_peer.connections() == 1);
}

TEST_CASE("cancelling ends the wait for a kept connection, and the race") {
  const milliseconds patience = GENERATE(milliseconds(kShort), milliseconds(kLong));
  HedgedScene scene(
      [&](RawConnection& connection, int) {
        connection.read_request();
        if (patience == kLong) scene.go.set_value();
        connection.await_end();
      },
      [&](RawConnection& connection, int) {
        connection.read_request();
        scene.go.set_value();
        connection.await_end();
      });
  HedgedStream stream = scene.stream(in(patience));
  auto response = std::async(std::launch::async,
                             [&] { return scene.respond(stream, in(std::chrono::minutes(5))); });
  scene.go.get_future().wait();
  scene.cancellation.cancel();
  CHECK(response.get().failure() == Failure{Reason::kTimeout, "cancelled"});
}
