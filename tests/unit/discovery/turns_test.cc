// SPDX-License-Identifier: Apache-2.0
// Turns through a list without a known order.
#include "exporter/discovery/turns.h"

#include "tests/support/catch.h"
#include "tests/unit/discovery/runs.h"

namespace cckm::test {
namespace {

void read(Turns& turns, const std::vector<RunKey>& runs) {
  CHECK(turns.page({turns.next().value(), runs, std::nullopt}) == Use::kOffer);
}

TEST_CASE("pages of a turn overlap by one run, and the last run alone is the end") {
  Turns turns(false);
  turns.begin(at(0));
  CHECK(turns.next() == 0U);
  read(turns, keys({3, 9, 1}));
  CHECK(turns.next() == 2U);
  read(turns, keys({1, 7, 2}));
  CHECK(turns.next() == 4U);
  CHECK_FALSE(turns.through());
  read(turns, keys({2}));
  CHECK(turns.through());
  CHECK(turns.ended());
  CHECK_FALSE(turns.next());
}

TEST_CASE("pages of one run cannot overlap, and an empty page is the end") {
  Turns turns(false);
  turns.begin(at(0));
  read(turns, keys({3}));
  CHECK(turns.next() == 1U);
  read(turns, {});
  CHECK(turns.through());
}

TEST_CASE(
    "a turn goes on in the next collection, and the next turn begins in the one after its end") {
  Turns turns(false);
  turns.begin(at(0));
  read(turns, keys({3, 9}));
  turns.begin(at(30));
  CHECK(turns.next() == 1U);
  CHECK(turns.began() == at(0));
  CHECK_FALSE(turns.fresh());
  read(turns, keys({9}));
  turns.begin(at(60));
  CHECK(turns.next() == 0U);
  read(turns, keys({3, 9}));
  CHECK(turns.began() == at(60));
  CHECK(turns.fresh());
  CHECK(turns.through());
}

TEST_CASE("a page without a known run makes the turn go back until it reaches one") {
  Turns turns(false);
  turns.begin(at(0));
  read(turns, keys({3, 9, 1, 5, 2}));
  read(turns, keys({2, 7, 4, 8, 6}));
  REQUIRE(turns.next() == 8U);
  // The list has lost 3 and 9.
  CHECK(turns.page({8, keys({12, 11}), {}}) == Use::kDiscard);
  CHECK(turns.next() == 3U);
  read(turns, keys({7, 4, 8, 6, 10}));
  CHECK(turns.next() == 7U);
}

TEST_CASE("a turn that can go back no further begins again, and proves no order before its end") {
  Turns turns(false);
  turns.begin(at(0));
  read(turns, keys({13, 12}));
  CHECK(turns.page({1, {}, {}}) == Use::kDiscard);
  CHECK(turns.next() == 0U);
  turns.begin(at(30));
  read(turns, keys(29, 20));
  CHECK(turns.began() == at(30));
  CHECK(turns.first() == keys({29}).front());
  CHECK(turns.order() == ListOrder::kNone);
  read(turns, keys({20}));
  CHECK(turns.order() == ListOrder::kNewestFirst);
}

TEST_CASE("runs that were added above the known ones do not make a turn go back") {
  Turns turns(false);
  turns.begin(at(0));
  read(turns, keys({3, 9, 1}));
  read(turns, keys({1, 5, 2}));
  read(turns, keys({9, 1, 5}));
  CHECK(turns.next() == 6U);
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
    read(*turns, keys({10}));
    CHECK(turns->order() == ListOrder::kOldestFirst);
  }
}

TEST_CASE("runs that repeat because the list grew do not count in the size of the turn") {
  Turns turns(true);
  turns.begin(at(0));
  read(turns, keys(10, 6));
  read(turns, keys(7, 3));
  CHECK(turns.size() == 8);
  CHECK(turns.position() == 9);
}

}  // namespace
}  // namespace cckm::test
