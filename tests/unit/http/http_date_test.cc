// SPDX-License-Identifier: Apache-2.0
// Dates of header fields that are accepted, and those that are rejected.
#include "exporter/http/http_date.h"

#include <string>

#include "tests/support/catch.h"

namespace cckm::test {

TEST_CASE("a date of a header field is parsed") {
  const auto [text, wanted] = GENERATE(table<std::string, std::int64_t>({
      {"Thu, 01 Jan 1970 00:00:00 GMT", 0},
      {"Thu, 05 Nov 2020 06:38:25 GMT", 1604558305},
      {"Sat, 29 Feb 2020 23:59:59 GMT", 1583020799},
      {"Sat, 31 Dec 2016 23:59:60 GMT", 1483228800},
      {"Fri, 31 Dec 9999 23:59:59 GMT", 253402300799},
      {"Mon, 01 Jan 0001 00:00:00 GMT", -62135596800},
      {"Mon, 05 Nov 2020 06:38:25 GMT", 1604558305},  // a Thursday
  }));
  CAPTURE(text);
  const auto time = parse_http_date(text);
  REQUIRE(time);
  CHECK(time->time_since_epoch().count() == wanted);
}

TEST_CASE("every month of a date is parsed") {
  const std::string_view months[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                     "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  std::chrono::month month = std::chrono::January;
  for (const std::string_view name : months) {
    CAPTURE(name);
    const auto time = parse_http_date("Thu, 05 " + std::string(name) + " 2020 00:00:00 GMT");
    CHECK(time == std::chrono::sys_days(std::chrono::year(2020) / month / 5));
    ++month;
  }
}

TEST_CASE("any other text is no date of a header field") {
  const auto text = GENERATE(as<std::string>{}, "", "today", "0", "2020-11-05T06:38:25Z",
                             // The obsolete forms of RFC 9110.
                             "Thursday, 05-Nov-20 06:38:25 GMT", "Thu Nov  5 06:38:25 2020",
                             // Other zones, and none.
                             "Thu, 05 Nov 2020 06:38:25 UTC", "Thu, 05 Nov 2020 06:38:25 +0000",
                             "Thu, 05 Nov 2020 06:38:25",
                             // Fields out of range.
                             "Thu, 00 Nov 2020 06:38:25 GMT", "Thu, 31 Nov 2020 06:38:25 GMT",
                             "Sat, 29 Feb 2021 00:00:00 GMT", "Thu, 05 Nov 2020 24:00:00 GMT",
                             "Thu, 05 Nov 2020 06:60:25 GMT", "Thu, 05 Nov 2020 06:38:61 GMT",
                             "Thu, 05 Nov 0000 06:38:25 GMT",
                             // Names, signs, widths and spaces.
                             "Do, 05 Nov 2020 06:38:25 GMT", "Thu, 05 Okt 2020 06:38:25 GMT",
                             "thu, 05 nov 2020 06:38:25 gmt", "Thu, 5 Nov 2020 06:38:25 GMT",
                             "Thu, -5 Nov 2020 06:38:25 GMT", "Thu,  05 Nov 2020 06:38:25 GMT",
                             " Thu, 05 Nov 2020 06:38:25 GMT", "Thu, 05 Nov 2020 06:38:25 GMT ",
                             "Thu, 05 Nov 20200 06:38:25 GMT");
  CAPTURE(text);
  CHECK_FALSE(parse_http_date(text));
}

}  // namespace cckm::test
