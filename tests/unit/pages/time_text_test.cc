// SPDX-License-Identifier: Apache-2.0
// Times and spans for people.
#include "exporter/pages/time_text.h"

#include "tests/support/catch.h"
#include "tests/unit/pages/managers.h"

namespace cckm::test {

TEST_CASE("a time is in UTC") {
  CHECK(utc_text(kNow) == "2026-11-26 15:20:03 UTC");
  CHECK(utc_text({-1, 0}) == "1969-12-31 23:59:59 UTC");
}

TEST_CASE("a span has the units that matter") {
  const auto [seconds, text] = GENERATE(table<double, std::string>({
      {-5, "0 s"},
      {0, "0 s"},
      {0.0204, "20 ms"},
      {1, "1.0 s"},
      {3.939, "3.9 s"},
      {12.9, "12 s"},
      {60, "1 min"},
      {125, "2 min 5 s"},
      {1799, "29 min"},
      {3600, "1 h"},
      {7500, "2 h 5 min"},
      {86400, "1 d"},
      {187300, "2 d 4 h"},
  }));
  CHECK(span_text(seconds) == text);
}

TEST_CASE("an age is in the past or in the future") {
  CHECK(age_text(kNow, kNow) == "0 s ago");
  CHECK(age_text(ago(3), kNow) == "3 s ago");
  CHECK(age_text(ago(7500), kNow) == "2 h 5 min ago");
  CHECK(age_text(ago(-90), kNow) == "in 1 min 30 s");
}

TEST_CASE("the element has the time for programs, and shows the age") {
  CHECK(age(ago(12), kNow).text() == "<time datetime=\"2026-11-26T15:19:51Z\">12 s ago</time>");
  CHECK(age_and_time(ago(12), kNow).text() ==
        "<time datetime=\"2026-11-26T15:19:51Z\">12 s ago"
        "<small>2026-11-26 15:19:51 UTC</small></time>");
}

}  // namespace cckm::test
