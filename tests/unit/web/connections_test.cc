// SPDX-License-Identifier: Apache-2.0
// Who has to go, without a socket in sight.
#include "exporter/web/connections.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;
using Phase = Connections::Phase;

namespace {

struct Door {
  explicit Door(const Connections::Limits& limits) : connections(limits, [this] { ++closed; }) {}

  std::optional<Connections::Place> admit(const std::string& name) {
    return connections.admit([this, name] { gone += name; });
  }

  std::string gone;  // who was told to hang up, in order
  int closed = 0;
  Connections connections;
};

}  // namespace

TEST_CASE("one too many takes the place of whoever has waited longest") {
  Door door({.open = 3});
  const auto a = door.admit("a");
  door.admit("b");
  door.admit("c");
  CHECK(door.gone.empty());
  SECTION("since its arrival") {
    CHECK(door.admit("d").has_value());
    CHECK(door.admit("e").has_value());
    CHECK(door.gone == "ab");
    CHECK(door.closed == 2);
  }
  SECTION("since its last answer") {
    door.connections.enter(*a, Phase::kAnswering);
    door.connections.enter(*a, Phase::kWriting);
    door.connections.enter(*a, Phase::kWaiting);
    door.admit("d");
    CHECK(door.gone == "b");
  }
  SECTION("but not of one that is being answered") {
    door.connections.enter(*a, Phase::kAnswering);
    door.admit("d");
    CHECK(door.gone == "b");
  }
  SECTION("or of none, if one left by itself") {
    door.connections.leave(*a);
    door.admit("d");
    CHECK(door.gone.empty());
  }
}

TEST_CASE("where nobody merely waits, one too many is not let in") {
  Door door({.open = 2});
  for (const auto phase : {Phase::kAnswering, Phase::kWriting}) {
    door.connections.enter(*door.admit("a"), phase);
  }
  CHECK(door.connections.busy() == 2);
  CHECK_FALSE(door.admit("b").has_value());
  CHECK(door.gone.empty());
  CHECK(door.closed == 1);
}

TEST_CASE("those told to go do not pile up while they are still there") {
  Door door({.open = 2});
  std::vector<Connections::Place> places;
  for (int i = 0; i < 4; ++i) places.push_back(*door.admit("x"));
  CHECK_FALSE(door.admit("y").has_value());
  door.connections.leave(places[0]);
  CHECK(door.admit("z").has_value());
}

TEST_CASE("one answer too many on the way ends the one that has been longest") {
  Door door({.open = 10, .writing = 1});
  const auto a = *door.admit("a");
  const auto b = *door.admit("b");
  door.connections.enter(a, Phase::kWriting);
  CHECK(door.gone.empty());
  door.connections.enter(b, Phase::kWriting);
  CHECK(door.gone == "a");
  CHECK(door.connections.busy() == 1);
  // What was told to go is no longer counted, whatever it still does.
  door.connections.enter(a, Phase::kAnswering);
  CHECK(door.connections.busy() == 1);
  door.connections.leave(a);
  door.connections.leave(b);
  CHECK(door.connections.busy() == 0);
}

TEST_CASE("room can be made") {
  Door door({});
  door.connections.make_room();
  CHECK(door.closed == 0);
  for (const std::string name : {"a", "b", "c", "d", "e"}) door.admit(name);
  door.connections.make_room();
  CHECK(door.gone == "ab");
}
