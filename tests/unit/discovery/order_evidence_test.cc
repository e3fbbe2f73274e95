// SPDX-License-Identifier: Apache-2.0
// Proofs of an order, and contradictions.
#include "exporter/discovery/order_evidence.h"

#include "tests/support/catch.h"
#include "tests/unit/discovery/runs.h"

namespace cckm::test {
namespace {

void add(OrderEvidence& evidence, std::size_t skip, const std::vector<RunKey>& runs) {
  evidence.add({skip, runs, std::nullopt});
}

TEST_CASE("ten runs prove an order, nine do not") {
  struct Case {
    std::vector<RunKey> runs;
    ListOrder order;
  };
  for (const auto& [runs, order] :
       {Case{keys(10, 1), ListOrder::kNewestFirst}, Case{keys(1, 10), ListOrder::kOldestFirst},
        Case{keys(9, 1), ListOrder::kNone}, Case{keys(1, 9), ListOrder::kNone},
        Case{{}, ListOrder::kNone}}) {
    OrderEvidence evidence;
    add(evidence, 0, runs);
    CHECK(evidence.proven() == order);
    CHECK_FALSE(evidence.contradicts(ListOrder::kNone));
  }
}

TEST_CASE("runs with the same createdAt prove nothing and contradict nothing") {
  OrderEvidence evidence;
  std::vector<RunKey> runs;
  for (const auto* id : {"a", "c", "b", "e", "d", "g", "f", "i", "h", "k", "j"}) {
    runs.push_back({at(1), id});
  }
  add(evidence, 0, runs);
  CHECK(evidence.proven() == ListOrder::kNone);
  CHECK_FALSE(evidence.contradicts(ListOrder::kNewestFirst));
  CHECK_FALSE(evidence.contradicts(ListOrder::kOldestFirst));
}

TEST_CASE("one run in the wrong place contradicts an order") {
  auto runs = keys(20, 1);
  runs.push_back({at(100), "100"});
  OrderEvidence evidence;
  add(evidence, 0, runs);
  CHECK(evidence.proven() == ListOrder::kNone);
  CHECK(evidence.contradicts(ListOrder::kNewestFirst));
  CHECK(evidence.contradicts(ListOrder::kNone));
}

TEST_CASE("pages of one run prove an order, too") {
  OrderEvidence evidence;
  std::size_t skip = 0;
  for (const auto& run : keys(10, 1)) add(evidence, skip++, {run});
  CHECK(evidence.proven() == ListOrder::kNewestFirst);
}

TEST_CASE("runs that a page repeats because the list grew contradict nothing") {
  OrderEvidence evidence;
  add(evidence, 0, keys(10, 6));
  add(evidence, 5, keys(8, 4));
  CHECK_FALSE(evidence.contradicts(ListOrder::kNewestFirst));
  CHECK(evidence.runs() == 7);
}

TEST_CASE("nothing follows from two pages that are not next to each other") {
  OrderEvidence evidence;
  add(evidence, 0, keys(10, 6));
  add(evidence, 6, keys(20, 16));
  CHECK_FALSE(evidence.contradicts(ListOrder::kNewestFirst));
  add(evidence, 11, keys(30, 26));
  CHECK(evidence.contradicts(ListOrder::kNewestFirst));
}

}  // namespace
}  // namespace cckm::test
