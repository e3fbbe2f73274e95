// SPDX-License-Identifier: Apache-2.0
// The walk through a list that has the newest run first.
#include "exporter/discovery/newest_first.h"

#include "tests/support/catch.h"
#include "tests/unit/discovery/runs.h"

namespace cckm::test {
namespace {

// The list has the runs `newest` to 1. Serves pages of ten.
class WalkFromNewest {
 public:
  explicit WalkFromNewest(std::int64_t newest)
      : newest_(newest), walk_(first_span(newest), 10, true, 10) {
    walk_.begin();
  }

  void collect() { walk_.begin(); }
  void grow(std::int64_t runs) { newest_ += runs; }
  void lose(std::int64_t run) { lost_.push_back(run); }

  // Reads the next page.
  Use read(Timestamp horizon = kLongAgo) {
    std::vector<RunKey> all = keys(newest_, 1);
    std::erase_if(all, [&](const RunKey& run) {
      return std::find(lost_.begin(), lost_.end(), run.created.seconds - 3600) != lost_.end();
    });
    skip_ = walk_.next().value();
    const auto begin = std::min(skip_, all.size());
    const auto end = std::min(begin + 10, all.size());
    const std::vector<RunKey> page(all.begin() + static_cast<std::ptrdiff_t>(begin),
                                   all.begin() + static_cast<std::ptrdiff_t>(end));
    return walk_.page({skip_, page, std::nullopt}, horizon);
  }

  std::size_t skip() const { return skip_; }  // of the last page
  const NewestFirst& walk() const { return walk_; }

 private:
  static NewestFirst::Span first_span(std::int64_t newest) {
    const auto runs = keys(newest, newest - 9);
    return {runs.front(), runs.back(), 10, false};
  }

  std::int64_t newest_;
  std::vector<std::int64_t> lost_;
  std::size_t skip_ = 0;
  NewestFirst walk_;
};

TEST_CASE("the first page knows the newest runs if it reaches a known run") {
  WalkFromNewest list(100);
  CHECK_FALSE(list.walk().knows_newest());
  list.grow(5);
  list.read();
  CHECK(list.skip() == 0);
  CHECK(list.walk().knows_newest());
  CHECK_FALSE(list.walk().complete());
}

TEST_CASE("history goes on where the collection before stopped, below the runs that were added") {
  WalkFromNewest list(100);
  list.read();
  list.read();
  CHECK(list.skip() == 9);
  list.collect();
  list.grow(3);
  list.read();
  list.read();
  CHECK(list.skip() == 21);
}

TEST_CASE("the walk is complete at an empty page") {
  WalkFromNewest list(25);
  for (int page = 0; page < 3; ++page) list.read();
  CHECK_FALSE(list.walk().complete());
  list.read();
  CHECK(list.walk().complete());
  CHECK_FALSE(list.walk().next());
}

TEST_CASE("the walk is complete at the horizon") {
  WalkFromNewest list(100);
  list.read(at(75));
  list.read(at(75));
  CHECK_FALSE(list.walk().complete());
  list.read(at(75));
  CHECK(list.walk().complete());
}

TEST_CASE("once complete, a collection reads one page") {
  WalkFromNewest list(25);
  for (int page = 0; page < 4; ++page) list.read();
  list.collect();
  list.grow(4);
  list.read();
  CHECK(list.walk().knows_newest());
  CHECK_FALSE(list.walk().next());
}

TEST_CASE("a gap is read before the newest runs are known") {
  WalkFromNewest list(25);
  for (int page = 0; page < 4; ++page) list.read();
  list.collect();
  list.grow(25);
  list.read();
  CHECK_FALSE(list.walk().knows_newest());
  CHECK_FALSE(list.walk().complete());
  list.read();
  CHECK_FALSE(list.walk().knows_newest());
  list.read();
  CHECK(list.walk().knows_newest());
  CHECK(list.walk().complete());
  CHECK_FALSE(list.walk().next());
}

TEST_CASE("a gap can take several collections, and history is not read again after it") {
  WalkFromNewest list(25);
  for (int page = 0; page < 4; ++page) list.read();
  list.grow(35);
  for (int collection = 0; collection < 4; ++collection) {
    list.collect();
    list.read();
    CHECK_FALSE(list.walk().knows_newest());
    list.grow(1);
    list.read();
  }
  CHECK(list.walk().knows_newest());
  CHECK(list.walk().complete());
}

TEST_CASE("a list that shrinks between two pages leaves no gap") {
  WalkFromNewest list(100);
  list.read();
  list.lose(97);
  list.lose(96);
  CHECK(list.read() == Use::kDiscard);
  CHECK(list.read() == Use::kOffer);
  CHECK(list.skip() <= 8);
}

TEST_CASE("a list that shrinks between two collections leaves no gap") {
  WalkFromNewest list(100);
  list.read();
  list.read();
  list.collect();
  list.grow(1);
  list.lose(97);
  list.lose(96);
  list.read();
  while (list.read() == Use::kDiscard) {
  }
  CHECK(list.skip() <= 18);
}

TEST_CASE("a list that lost its older runs is read to its end") {
  WalkFromNewest list(100);
  for (int page = 0; page < 5; ++page) list.read();
  for (int run = 1; run <= 80; ++run) list.lose(run);
  CHECK(list.read() == Use::kDiscard);
  for (int page = 0; page < 10 && !list.walk().complete(); ++page) list.read();
  CHECK(list.walk().complete());
}

TEST_CASE("after a step back, history goes on where it had stopped, in the next collection, too") {
  WalkFromNewest list(100);
  for (int page = 0; page < 5; ++page) list.read();
  list.collect();
  list.lose(97);
  list.read();
  CHECK(list.read() == Use::kDiscard);
  for (int collection = 0; collection < 3; ++collection) {
    list.collect();
    list.read();
    CHECK(list.read() == Use::kOffer);
  }
  CHECK(list.skip() == 53);
}

TEST_CASE("pages of one run cannot overlap, and runs that come again were added above them") {
  NewestFirst walk({keys(100, 100).front(), keys(91, 91).front(), 10, false}, 10, true, 1);
  REQUIRE(walk.next() == 10U);
  walk.page({10, keys({91}), {}}, kLongAgo);
  CHECK(walk.next() == 11U);
  walk.page({11, keys({90}), {}}, kLongAgo);
  walk.begin();
  walk.page({0, keys({101}), {}}, kLongAgo);
  walk.page({1, keys({100}), {}}, kLongAgo);
  CHECK(walk.next() == 12U);
}

TEST_CASE("pages overlap by one run, and the last run alone is the end") {
  WalkFromNewest list(19);
  list.read();
  list.read();
  CHECK(list.skip() == 9);
  CHECK_FALSE(list.walk().complete());
  list.read();
  CHECK(list.skip() == 18);
  CHECK(list.walk().complete());
}

TEST_CASE("a server that ignores skip never completes the walk") {
  NewestFirst walk({keys(100, 100).front(), keys(91, 91).front(), 10, false}, 10, true, 10);
  const auto page = keys(100, 91);
  for (int collection = 0; collection < 10; ++collection) {
    walk.begin();
    for (int i = 0; i < 10; ++i) walk.page({walk.next().value(), page, 1000}, kLongAgo);
  }
  CHECK(walk.knows_newest());
  CHECK_FALSE(walk.complete());
}

}  // namespace
}  // namespace cckm::test
