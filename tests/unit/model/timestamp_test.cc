// SPDX-License-Identifier: Apache-2.0
// Timestamps of RFC 3339 that are accepted, and those that are rejected.
#include "exporter/model/timestamp.h"

#include <cstdlib>
#include <ctime>
#include <string>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

constexpr std::int64_t kNov5 = 1'604'558'305;  // 2020-11-05T06:38:25Z

TEST_CASE("timestamps are parsed to the nanosecond") {
  struct Case {
    std::string text;
    Timestamp wanted;
  };
  const Case cases[] = {
      // Fractions of any length.
      {"2020-11-05T06:38:25Z", {kNov5, 0}},
      {"2020-11-05T06:38:25.3Z", {kNov5, 300'000'000}},
      {"2020-11-05T06:38:25.308834Z", {kNov5, 308'834'000}},
      {"2020-11-05T06:38:25.000000001Z", {kNov5, 1}},
      {"2020-11-05T06:38:25.9999999999Z", {kNov5, 999'999'999}},
      {"2020-11-05T06:38:25." + std::string(5000, '1') + "Z", {kNov5, 111'111'111}},
      // Zones and separators.
      {"2020-11-05T12:08:25+05:30", {kNov5, 0}},
      {"2020-11-04T23:38:25.5-07:00", {kNov5, 500'000'000}},
      {"2020-11-05T06:38:25-00:00", {kNov5, 0}},
      {"2020-11-05t06:38:25z", {kNov5, 0}},
      {"2020-11-05 06:38:25Z", {kNov5, 0}},
      // Leap seconds, leap days, the first and the last second.
      {"2016-12-31T23:59:60Z", {1'483'228'800, 0}},
      {"2020-11-05T06:38:60Z", {kNov5 + 35, 0}},
      {"2020-02-29T00:00:00Z", {1'582'934'400, 0}},
      {"2000-02-29T00:00:00Z", {951'782'400, 0}},
      {"1970-01-01T00:00:00Z", {0, 0}},
      {"1969-12-31T23:59:59.5Z", {-1, 500'000'000}},
      {"0001-01-01T00:00:00Z", {-62'135'596'800, 0}},
      {"9999-12-31T23:59:59Z", {253'402'300'799, 0}},
  };
  for (const auto& [text, wanted] : cases) {
    CAPTURE(text);
    const auto parsed = parse_timestamp(text);
    REQUIRE(parsed);
    CHECK(parsed->seconds == wanted.seconds);
    CHECK(parsed->nanoseconds == wanted.nanoseconds);
  }
}

TEST_CASE("a text that is not a timestamp is rejected") {
  const std::string cases[] = {
      // No zone, or a malformed one.
      "2020-11-05T06:38:25",
      "2020-11-05T06:38:25.5",
      "2020-11-05T06:38:25+0530",
      "2020-11-05T06:38:25+05",
      "2020-11-05T06:38:25+24:00",
      "2020-11-05T06:38:25+05:60",
      "2020-11-05T06:38:25 Z",
      // Times and days that do not exist.
      "2020-11-05T24:00:00Z",
      "2020-11-05T06:60:00Z",
      "2020-11-05T06:38:61Z",
      "2020-02-30T00:00:00Z",
      "2021-02-29T00:00:00Z",
      "1900-02-29T00:00:00Z",
      "2020-04-31T00:00:00Z",
      "2020-00-05T00:00:00Z",
      "2020-13-05T00:00:00Z",
      "2020-11-00T00:00:00Z",
      "2020-11-32T00:00:00Z",
      "0000-01-01T00:00:00Z",
      "10000-01-01T00:00:00Z",
      // Digits that are missing, spaced, signed or not ASCII.
      "",
      "2020-11-05",
      "2020-11-5T06:38:25Z",
      "2020-11- 5T06:38:25Z",
      "2020-11-05T 6:38:25Z",
      "2020-11-05T+6:38:25Z",
      "-020-11-05T06:38:25Z",
      "2020-11-05T06:38:25.Z",
      "2020-11-05T06:38:25,5Z",
      "2020-11-05T06:38:25. 5Z",
      "\xD9\xA2\xD9\xA0-11-05T06:38:25Z",
      // Characters before or after.
      " 2020-11-05T06:38:25Z",
      "2020-11-05T06:38:25Z ",
      "2020-11-05T06:38:25ZZ",
      std::string("2020-11-05T06:38:25Z\0", 21),
      "1604558305",
  };
  for (const auto& text : cases) {
    CAPTURE(text);
    CHECK_FALSE(parse_timestamp(text));
  }
}

TEST_CASE("every prefix of a timestamp is rejected") {
  const std::string whole = "2020-11-05T06:38:25.308834+05:30";
  for (std::size_t size = 0; size < whole.size(); ++size) {
    CAPTURE(size);
    CHECK_FALSE(parse_timestamp(whole.substr(0, size)));
  }
}

TEST_CASE("the time zone of the machine has no effect") {
  setenv("TZ", "America/St_Johns", 1);
  tzset();
  CHECK(parse_timestamp("2020-07-05T06:38:25Z") == Timestamp{1'593'931'105, 0});
  unsetenv("TZ");
  tzset();
}

TEST_CASE("seconds since the epoch keep their fraction") {
  CHECK(unix_seconds({kNov5, 308'834'000}) == 1604558305.308834);
  CHECK(unix_seconds({-1, 500'000'000}) == -0.5);
}

TEST_CASE("the time between two timestamps is exact") {
  CHECK(seconds_between({kNov5, 308'834'000}, {kNov5 + 4, 248'173'000}) == 3.939339);
  CHECK(seconds_between({kNov5, 0}, {kNov5, 1}) == 1e-9);
  CHECK(seconds_between({kNov5 + 4, 0}, {kNov5, 500'000'000}) == -3.5);
  CHECK(seconds_between({0, 1}, {8'553'600, 0}) == 8553599.999999999);
  // The first and the last timestamp.
  CHECK(seconds_between({-62'135'596'800, 0}, {253'402'300'799, 0}) == 315537897599.0);
}

}  // namespace
}  // namespace cckm::test
