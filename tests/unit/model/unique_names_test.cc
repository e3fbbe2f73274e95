// SPDX-License-Identifier: Apache-2.0
// The suffixes of names that are given twice.
#include "exporter/model/unique_names.h"

#include "tests/support/catch.h"

using namespace cckm;

TEST_CASE("a name that is given already gets its id as a suffix") {
  UniqueNames names;
  CHECK(names.give("weekly", "1") == "weekly");
  CHECK(names.give("weekly", "2") == "weekly-2");
  CHECK(names.give("daily", "2") == "daily");
}

TEST_CASE("a name without an id, or with one that is given too, gets a number") {
  UniqueNames names;
  names.reserve("all");
  CHECK(names.give("all", "") == "all-2");
  CHECK(names.give("all", "") == "all-3");
  CHECK(names.give("all", "2") == "all-2-2");
}

TEST_CASE("texts that are equal once they are clean get different names") {
  UniqueNames names;
  CHECK(names.give("a\x01", "1") == "a_");
  CHECK(names.give("a\x02", "2") == "a_-2");
}
