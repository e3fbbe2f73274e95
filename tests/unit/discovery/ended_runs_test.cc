// SPDX-License-Identifier: Apache-2.0
// Each end is seen for the first time once.
#include "exporter/discovery/ended_runs.h"

#include "tests/support/catch.h"
#include "tests/unit/discovery/runs.h"

namespace cckm::test {
namespace {

TEST_CASE("an end counts the first time only") {
  EndedRuns ended;
  CHECK(ended.add({at(1), "a"}, false));
  CHECK_FALSE(ended.add({at(1), "a"}, false));
  CHECK(ended.add({at(1), "b"}, false));
}

TEST_CASE("an end below the watermark counts only if the run was known to be in progress") {
  EndedRuns ended;
  ended.settle(at(1000));
  CHECK_FALSE(ended.add({at(399), "a"}, false));
  CHECK(ended.add({at(399), "b"}, true));
  CHECK(ended.add({at(400), "c"}, false));
}

TEST_CASE("the watermark stays ten minutes behind, and never falls") {
  EndedRuns ended;
  CHECK(ended.add({at(500), "a"}, false));
  ended.settle(at(1000));
  CHECK(ended.contains({at(500), "a"}));
  ended.settle(at(1101));
  CHECK_FALSE(ended.contains({at(500), "a"}));
  ended.settle(at(600));
  CHECK_FALSE(ended.add({at(500), "a"}, false));
}

}  // namespace
}  // namespace cckm::test
