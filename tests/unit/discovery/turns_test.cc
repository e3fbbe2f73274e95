// SPDX-License-Identifier: Apache-2.0
// Turns through a list without a known order.
#include "exporter/discovery/turns.h"

#include "tests/support/catch.h"
#include "tests/unit/discovery/runs.h"

namespace cckm::test {
namespace {

void read(Turns& turns, const std::vector<RunKey>& runs,
          std::optional<std::uint64_t> total = std::nullopt) {
  CHECK(turns.page({turns.next().value(), runs, total}) == Use::kOffer);
}

TEST_CASE("a turn moves by the entries that came, and ends at an empty page") {
  Turns turns(false);
  turns.begin(at(0));
  CHECK(turns.next() == 0U);
  read(turns, keys({3, 9, 1}));
  CHECK(turns.next() == 3U);
  read(turns, keys({7, 2}));
  CHECK(turns.next() == 5U);
  CHECK_FALSE(turns.through());
  read(turns, {});
  CHECK(turns.through());
  CHECK(turns.ended());
  CHECK_FALSE(turns.next());
}

TEST_CASE(
    "a turn goes on in the next collection, and the next turn begins in the one after its end") {
  Turns turns(false);
  turns.begin(at(0));
  read(turns, keys({3, 9}));
  turns.begin(at(30));
  CHECK(turns.next() == 2U);
  CHECK(turns.began() == at(0));
  CHECK_FALSE(turns.fresh());
  read(turns, {});
  turns.begin(at(60));
  CHECK(turns.next() == 0U);
  read(turns, keys({3, 9}));
  CHECK(turns.began() == at(60));
  CHECK(turns.fresh());
  CHECK(turns.through());
}

TEST_CASE("a total that falls makes the turn step back") {
  Turns turns(false);
  turns.begin(at(0));
  read(turns, keys({3, 9, 1}), 10);
  read(turns, keys({4, 5, 6}), 8);
  CHECK(turns.next() == 4U);
}

TEST_CASE("the first turn tells an order as soon as it is proven") {
  Turns turns(false);
  turns.begin(at(0));
  read(turns, keys(100, 91));
  CHECK(turns.order() == ListOrder::kNewestFirst);
  CHECK(turns.first() == keys(100, 100).front());
  CHECK(turns.last() == keys(91, 91).front());
  CHECK(turns.size() == 10);
  CHECK(turns.position() == 10);
}

TEST_CASE("a later turn, or one in doubt, tells an order at its end") {
  Turns later(false);
  later.begin(at(0));
  read(later, {});
  later.begin(at(30));
  Turns doubted(true);
  doubted.begin(at(30));
  for (auto* turns : {&later, &doubted}) {
    read(*turns, keys(1, 10));
    CHECK(turns->order() == ListOrder::kNone);
    read(*turns, {});
    CHECK(turns->order() == ListOrder::kOldestFirst);
  }
}

TEST_CASE("runs that repeat because the list grew do not count in the size of the turn") {
  Turns turns(true);
  turns.begin(at(0));
  read(turns, keys(10, 6));
  read(turns, keys(7, 3));
  CHECK(turns.size() == 8);
  CHECK(turns.position() == 10);
}

}  // namespace
}  // namespace cckm::test
