// SPDX-License-Identifier: Apache-2.0
// Evictions and rejections, without sockets.
#include "exporter/web/connections.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"

using namespace cckm;
using Phase = Connections::Phase;

namespace {

struct Recorded {
  explicit Recorded(const Connections::Limits& limits)
      : connections(limits, [this] { ++closed; }) {}

  std::optional<Connections::Handle> add(const std::string& name) {
    return connections.add([this, name] { evicted += name; });
  }

  std::string evicted;  // names, in order
  int closed = 0;
  Connections connections;
};

}  // namespace

TEST_CASE("a new connection evicts the one that has waited longest") {
  Recorded server({.open = 3});
  const auto a = server.add("a");
  server.add("b");
  server.add("c");
  CHECK(server.evicted.empty());
  SECTION("since its arrival") {
    CHECK(server.add("d").has_value());
    CHECK(server.add("e").has_value());
    CHECK(server.evicted == "ab");
    CHECK(server.closed == 2);
  }
  SECTION("since its last response") {
    server.connections.enter(*a, Phase::kAnswering);
    server.connections.enter(*a, Phase::kWriting);
    server.connections.enter(*a, Phase::kWaiting);
    server.add("d");
    CHECK(server.evicted == "b");
  }
  SECTION("and not one that is being answered") {
    server.connections.enter(*a, Phase::kAnswering);
    server.add("d");
    CHECK(server.evicted == "b");
  }
  SECTION("or none, if one has ended by itself") {
    server.connections.remove(*a);
    server.add("d");
    CHECK(server.evicted.empty());
  }
}

TEST_CASE("a new connection is rejected if no other is waiting") {
  Recorded server({.open = 2});
  for (const auto phase : {Phase::kAnswering, Phase::kWriting}) {
    server.connections.enter(*server.add("a"), phase);
  }
  CHECK(server.connections.busy() == 2);
  CHECK_FALSE(server.add("b").has_value());
  CHECK(server.evicted.empty());
  CHECK(server.closed == 1);
}

TEST_CASE("evicted connections that have not ended are limited, too") {
  Recorded server({.open = 2});
  std::vector<Connections::Handle> handles;
  for (int i = 0; i < 4; ++i) handles.push_back(*server.add("x"));
  CHECK_FALSE(server.add("y").has_value());
  server.connections.remove(handles[0]);
  CHECK(server.add("z").has_value());
}

TEST_CASE("one response too many evicts the connection that has been writing longest") {
  Recorded server({.open = 10, .writing = 1});
  const auto a = *server.add("a");
  const auto b = *server.add("b");
  server.connections.enter(a, Phase::kWriting);
  CHECK(server.evicted.empty());
  server.connections.enter(b, Phase::kWriting);
  CHECK(server.evicted == "a");
  CHECK(server.connections.busy() == 1);
  // An evicted connection is not counted, whatever phase it enters.
  server.connections.enter(a, Phase::kAnswering);
  CHECK(server.connections.busy() == 1);
  server.connections.remove(a);
  server.connections.remove(b);
  CHECK(server.connections.busy() == 0);
}

TEST_CASE("a quarter of the waiting connections, rounded up, is evicted") {
  Recorded server({});
  server.connections.evict_quarter();
  CHECK(server.closed == 0);
  for (const std::string name : {"a", "b", "c", "d", "e"}) server.add(name);
  server.connections.evict_quarter();
  CHECK(server.evicted == "ab");
}
