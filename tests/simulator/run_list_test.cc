// SPDX-License-Identifier: Apache-2.0
// Tests the list of runs in each of its behaviours.
#include "tests/simulator/run_list.h"

#include <algorithm>
#include <string>

#include "tests/simulator/listed_ids.h"
#include "tests/simulator/manual_clock.h"
#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using std::chrono::hours;

const Time kListedAt = ManualClock().now();

Family family_of(std::size_t runs, ListBehaviour list = {}) {
  const Endpoint& aws = *find_endpoint("aws", "keys");
  return {.history = RunHistory(numbered_runs(aws, runs, 7, kListedAt)), .list = list};
}

std::string page_of(Family& family, const ListQuery& query) {
  const Response response = run_list(family, query, kListedAt);
  CHECK(response.status == 200);
  return response.body;
}

// Returns the indices in the history of the runs on a page.
std::vector<std::size_t> indices(Family& family, const ListQuery& query) {
  std::vector<std::size_t> found;
  for (const std::string& id : ids_in(page_of(family, query)))
    for (std::size_t i = 0; i < family.history->size(); ++i)
      if (family.history->at(i).id == id) found.push_back(i);
  return found;
}

using Indices = std::vector<std::size_t>;

TEST_CASE("a list has its own order, and sort changes it only if it is honoured") {
  using enum ListOrder;
  using enum SortEffect;
  struct Case {
    ListOrder order;
    SortEffect sort;
    bool asks;
    Indices wanted;
  };
  const Indices newest = {3, 2, 1, 0};
  const Indices oldest = {0, 1, 2, 3};
  const Indices none = {0, 3, 1, 2};
  const Case cases[] = {
      {kNewestFirst, kHonoured, false, newest},
      {kNewestFirst, kIgnored, true, newest},
      {kOldestFirst, kHonoured, false, oldest},
      {kOldestFirst, kHonoured, true, newest},
      {kOldestFirst, kIgnored, true, oldest},
      {kOldestFirst, kRefused, false, oldest},
      {kNone, kIgnored, true, none},
      {kNone, kHonoured, true, newest},
      {kNone, kHonoured, false, none},
  };
  for (const Case& c : cases) {
    CAPTURE(static_cast<int>(c.order), static_cast<int>(c.sort), c.asks);
    Family family = family_of(4, {.order = c.order, .sort = c.sort});
    ListQuery query;
    if (c.asks) query.conditions = {kSortNewestFirst};
    CHECK(indices(family, query) == c.wanted);
  }
}

TEST_CASE("sort can be refused") {
  Family family = family_of(4, {.sort = SortEffect::kRefused});
  CHECK(run_list(family, {.conditions = {kSortNewestFirst}}, kListedAt).status == 400);
}

TEST_CASE("the pages of a list have each run once, in every order") {
  for (const ListOrder order :
       {ListOrder::kNewestFirst, ListOrder::kOldestFirst, ListOrder::kNone}) {
    Family family = family_of(25, {.order = order});
    Indices all;
    for (std::size_t skip = 0; skip < 30; skip += 10)
      for (const std::size_t i : indices(family, {.skip = skip})) all.push_back(i);
    std::sort(all.begin(), all.end());
    Indices wanted;
    for (std::size_t i = 0; i < 25; ++i) wanted.push_back(i);
    CHECK(all == wanted);
  }
}

TEST_CASE("a list without order inserts new runs and keeps the order of the others") {
  ShuffledOrder order;
  const std::vector<std::uint32_t> before = order.of(100);
  CHECK_FALSE(std::is_sorted(before.begin(), before.end()));
  std::vector<std::uint32_t> after = order.of(120);
  CHECK(after.size() == 120);
  CHECK_FALSE(std::equal(before.begin(), before.end(), after.begin()));
  std::erase_if(after, [](std::uint32_t i) { return i >= 100; });
  CHECK(after == before);
}

TEST_CASE("a list can have a million runs") {
  Family family = family_of(1'000'000, {.order = ListOrder::kNone});
  const std::string page = page_of(family, {.skip = 999'995, .limit = 100});
  CHECK(ids_in(page).size() == 5);
  CHECK_THAT(page, ContainsSubstring(R"({"skip":999995,"limit":100,"total":1000000,)"));
  CHECK_THAT(page_of(family, {.limit = 1, .conditions = {kSortNewestFirst}}),
             ContainsSubstring(R"("createdAt":"2026-07-29T23:00:00Z")"));
}

TEST_CASE("limit can be capped or ignored") {
  struct Case {
    ListBehaviour list;
    std::size_t limit, wanted;
  };
  const Case cases[] = {
      {{.limit_cap = 20}, 100, 20}, {{.limit_cap = 20}, 10, 10}, {{.limit_ignored = true}, 10, 30}};
  for (const Case& c : cases) {
    Family family = family_of(30, c.list);
    const std::string page = page_of(family, {.limit = c.limit});
    CHECK(ids_in(page).size() == c.wanted);
    CHECK_THAT(page, ContainsSubstring(R"("limit":)" + std::to_string(c.wanted) + ","));
  }
}

TEST_CASE("total can be absent or wrong") {
  struct Case {
    ListBehaviour list;
    std::string wanted;
  };
  const Case cases[] = {{{}, R"("limit":1,"total":30,"resources")"},
                        {{.total_absent = true}, R"("limit":1,"resources")"},
                        {{.total_fixed = -7}, R"("limit":1,"total":-7,"resources")"},
                        {{.total_factor = 1.5}, R"("limit":1,"total":45,"resources")"},
                        {{.total_factor = 0}, R"("limit":1,"total":0,"resources")"}};
  for (const Case& c : cases) {
    Family family = family_of(30, c.list);
    CHECK_THAT(page_of(family, {.limit = 1}), ContainsSubstring(c.wanted));
  }
}

TEST_CASE("the filter of running runs is honoured or ignored") {
  const ListQuery query = {.conditions = {kOnlyInProgress}};
  Family family = family_of(4);
  CHECK_THAT(page_of(family, query), ContainsSubstring(R"("total":0,"resources":[]})"));
  for (int i = 0; i < 2; ++i)
    family.history->add(begin_run({.endpoint = find_endpoint("aws", "keys")}, kListedAt));
  CHECK(indices(family, query) == Indices{5, 4});
  family.list.order = ListOrder::kOldestFirst;
  CHECK(indices(family, query) == Indices{4, 5});
  CHECK(indices(family, {.skip = 1, .conditions = {kOnlyInProgress}}) == Indices{5});
  family.list.filters_ignored = true;
  CHECK(indices(family, query) == Indices{0, 1, 2, 3, 4, 5});
}

TEST_CASE("resources can be null, but only if there are none") {
  Family family = family_of(1, {.null_when_empty = true});
  CHECK(page_of(family, {.skip = 1}) == R"({"skip":1,"limit":10,"total":1,"resources":null})");
  CHECK(ids_in(page_of(family, {})).size() == 1);
}

TEST_CASE("entries can lack detailed_status") {
  Family family = family_of(1);
  CHECK_THAT(page_of(family, {}), ContainsSubstring("detailed_status"));
  family.list.without_detailed_status = true;
  CHECK_THAT(page_of(family, {}), !ContainsSubstring("detailed_status"));
}

TEST_CASE("a list can grow before each response") {
  Family family = family_of(4, {.growth = 2});
  CHECK(indices(family, {.limit = 3}) == Indices{5, 4, 3});
  CHECK(indices(family, {.limit = 3}) == Indices{7, 6, 5});
  Family empty = family_of(0, {.growth = 2});
  CHECK_THAT(page_of(empty, {}), ContainsSubstring(R"("total":0)"));
}

}  // namespace
}  // namespace cckm::test
