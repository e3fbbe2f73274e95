// SPDX-License-Identifier: Apache-2.0
// The walk through a list that has the oldest run first.
#include "exporter/discovery/oldest_first.h"

#include <algorithm>

#include "tests/support/catch.h"
#include "tests/unit/discovery/runs.h"

namespace cckm::test {
namespace {

// The list has the runs 1 to `newest`. Serves pages of ten. The first one was read.
class WalkFromOldest {
 public:
  explicit WalkFromOldest(std::int64_t newest, std::optional<std::uint64_t> total = std::nullopt)
      : newest_(newest), total_(total), walk_({keys(10, 10).front(), 10, false}, total, 10) {}

  void collect() { walk_.begin(); }
  void grow(std::int64_t runs) { newest_ += runs; }
  void lose(std::int64_t runs) { oldest_ += runs; }

  // Reads the next page.
  Use read(Timestamp horizon = kLongAgo) {
    skip_ = walk_.next().value();
    const std::int64_t first = oldest_ + static_cast<std::int64_t>(skip_);
    const std::int64_t last = std::min(first + 9, newest_);
    return walk_.page({skip_, first <= last ? keys(first, last) : std::vector<RunKey>(), total_},
                      horizon);
  }

  // Reads until the newest runs are known. Returns the number of pages.
  int find_end() {
    int pages = 0;
    for (; !walk_.knows_newest() && pages < 100; ++pages) read();
    return pages;
  }

  std::size_t skip() const { return skip_; }  // of the last page
  const OldestFirst& walk() const { return walk_; }

 private:
  std::int64_t oldest_ = 1;
  std::int64_t newest_;
  std::optional<std::uint64_t> total_;
  std::size_t skip_ = 0;
  OldestFirst walk_;
};

TEST_CASE("a right total leads to the last page with one request") {
  WalkFromOldest list(1000, 1000);
  CHECK(list.read() == Use::kOfferAfresh);
  CHECK(list.skip() == 995);
  CHECK(list.walk().knows_newest());
}

TEST_CASE("a list that grows after its total was told is read to its end") {
  WalkFromOldest list(1012, 1000);
  CHECK(list.find_end() == 3);
  CHECK(list.skip() == 1011);
}

TEST_CASE("a wrong total, or none, leads to a search in steps that double and halve") {
  for (const auto total : std::vector<std::optional<std::uint64_t>>{std::nullopt, 0, 10, 500, 5000,
                                                                    ~std::uint64_t{0}}) {
    WalkFromOldest list(1234, total);
    CHECK(list.find_end() < 40);
    CHECK(list.skip() == 1233);
  }
}

TEST_CASE("a search goes on in the next collection") {
  WalkFromOldest list(1234);
  int collections = 0;
  for (; !list.walk().knows_newest() && collections < 40; ++collections) {
    list.collect();
    list.read();
  }
  CHECK(collections < 30);
  CHECK(list.walk().knows_newest());
}

TEST_CASE("a warm collection reads half a page of known runs and the new ones") {
  WalkFromOldest list(1000, 1000);
  list.read();
  list.collect();
  CHECK_FALSE(list.walk().knows_newest());
  list.grow(4);
  CHECK(list.read() == Use::kOffer);
  CHECK(list.skip() == 995);
  CHECK(list.walk().knows_newest());
}

TEST_CASE("more new runs than a page are read before the newest runs are known") {
  WalkFromOldest list(1000, 1000);
  list.read();
  list.collect();
  list.grow(18);
  list.read();
  CHECK_FALSE(list.walk().knows_newest());
  CHECK_FALSE(list.walk().complete());
  list.read();
  CHECK_FALSE(list.walk().knows_newest());
  list.collect();
  CHECK(list.read() == Use::kOffer);
  CHECK(list.walk().knows_newest());
}

TEST_CASE("history is read backwards to the horizon or to the beginning") {
  WalkFromOldest to_horizon(100, 100);
  to_horizon.read(at(80));
  to_horizon.read(at(80));
  CHECK(to_horizon.skip() == 85);
  CHECK_FALSE(to_horizon.walk().complete());
  to_horizon.read(at(80));
  CHECK(to_horizon.walk().complete());
  CHECK_FALSE(to_horizon.walk().next());

  WalkFromOldest to_beginning(27, 27);
  while (to_beginning.walk().next()) to_beginning.read();
  CHECK(to_beginning.skip() == 0);
  CHECK(to_beginning.walk().complete());
}

TEST_CASE("a list that lost old runs is searched again if its end is not where it was") {
  WalkFromOldest list(1000, 1000);
  list.read();
  list.collect();
  list.lose(3);
  CHECK(list.read() == Use::kOffer);
  CHECK(list.walk().knows_newest());
  list.collect();
  list.lose(400);
  list.read();
  CHECK_FALSE(list.walk().knows_newest());
  CHECK_FALSE(list.walk().complete());
  CHECK(list.find_end() < 40);
  CHECK(list.skip() == 596);
}

TEST_CASE("a page that is not next to what was read makes the memory begin again") {
  WalkFromOldest list(1000, 1000);
  list.read();
  list.collect();
  list.lose(100);
  list.grow(200);
  CHECK(list.read() == Use::kOfferAfresh);
}

TEST_CASE("a list that shrinks while its end is searched leaves no gap") {
  WalkFromOldest list(10);
  list.grow(5);
  list.lose(2);
  CHECK(list.read() == Use::kOfferAfresh);
  CHECK(list.find_end() < 5);
  while (list.walk().next()) list.read();
  CHECK(list.walk().complete());
  CHECK(list.skip() == 0);
}

TEST_CASE("a page at the end that begins before the known runs does not make them be read again") {
  WalkFromOldest list(998, 1000);
  CHECK(list.read() == Use::kOfferAfresh);
  list.collect();
  list.find_end();
  list.collect();
  CHECK(list.read() == Use::kOffer);
}

TEST_CASE("a short page of history is read again from where it reaches known runs") {
  OldestFirst walk({keys(10, 10).front(), 10, false}, 100, 10);
  walk.page({95, keys(96, 100), 100}, kLongAgo);
  REQUIRE(walk.next() == 85U);
  CHECK(walk.page({85, keys(86, 89), 100}, kLongAgo) == Use::kDiscard);
  CHECK(walk.next() == 91U);
  CHECK(walk.page({91, keys(92, 95), 100}, kLongAgo) == Use::kOffer);
}

}  // namespace
}  // namespace cckm::test
