// SPDX-License-Identifier: Apache-2.0
// Cron expressions against the results of Go's robfig/cron, and their last instants.
#include "exporter/model/cron.h"

#include <fstream>
#include <string>

#include "exporter/model/timestamp.h"
#include "tests/support/catch.h"
#include "tests/support/escaped.h"

namespace cckm::test {
namespace {

using std::chrono::seconds;
using std::chrono::sys_seconds;

// robfig/cron looks this far, or a day or two farther.
constexpr seconds kFiveYears = std::chrono::days(5 * 365);

sys_seconds second_at(std::string_view text) {
  return sys_seconds(seconds(parse_timestamp(text).value().seconds));
}

Cron cron_of(std::string_view text) {
  CAPTURE(text);
  const auto cron = Cron::parse(text);
  REQUIRE(cron);
  return *cron;
}

// A line of the file that `make cron-oracle` writes.
struct Expected {
  std::string line;
  std::string expression;
  sys_seconds time;
  std::string next;  // seconds since 1970, `-` or `invalid`
};

std::vector<Expected> expected_results() {
  std::ifstream file(std::string(CCKM_TESTDATA) + "/cron/expected.tsv");
  std::vector<Expected> results;
  for (std::string line; std::getline(file, line);) {
    const std::size_t time = line.find('\t') + 1;
    const std::size_t next = line.find('\t', time) + 1;
    results.push_back({line, unescaped(line.substr(0, time - 1)),
                       sys_seconds(seconds(std::stoll(line.substr(time, next - time)))),
                       line.substr(next)});
  }
  return results;
}

std::string next_of(const Expected& expected) {
  const auto cron = Cron::parse(expected.expression);
  if (!cron) return "invalid";
  const auto next = cron->next_after(expected.time);
  return next ? std::to_string(next->time_since_epoch().count()) : "-";
}

TEST_CASE("10,000 expressions have the next instant that robfig/cron gives") {
  const auto results = expected_results();
  REQUIRE(results.size() == 10'000);
  for (const Expected& expected : results) {
    INFO(expected.line);
    REQUIRE(next_of(expected) == expected.next);
  }
}

// Checks that the last instant is one, and that none is between it and the time.
void check_last(const Cron& cron, sys_seconds time) {
  const auto last = cron.last_until(time);
  const auto next = cron.next_after(time);
  if (last) {
    REQUIRE(*last <= time);
    REQUIRE(cron.next_after(*last - seconds(1)) == *last);
    REQUIRE(cron.last_until(*last) == *last);
  }
  // The search from the last instant ends earlier than that from the time, so it can find nothing.
  const auto after = cron.next_after(last.value_or(time - kFiveYears));
  REQUIRE((!after || after == next));
}

// Checks that the next instant is one, and that none is between the time and it.
void check_next(const Cron& cron, sys_seconds time) {
  const auto next = cron.next_after(time);
  if (!next) return;
  REQUIRE(*next > time);
  REQUIRE(cron.last_until(*next) == *next);
  REQUIRE(cron.last_until(*next - seconds(1)) == cron.last_until(time));
}

TEST_CASE("the last instant of 10,000 expressions agrees with the next ones") {
  int valid = 0;
  for (const Expected& expected : expected_results()) {
    INFO(expected.line);
    const auto cron = Cron::parse(expected.expression);
    if (!cron) continue;
    ++valid;
    check_last(*cron, expected.time);
    check_next(*cron, expected.time);
  }
  CHECK(valid > 5'000);
}

TEST_CASE("instants are found around a time") {
  struct Case {
    std::string expression;
    std::string time;
    std::string last;
    std::string next;
  };
  const Case cases[] = {
      {"*/15 * * * *", "2026-03-01T10:07:00Z", "2026-03-01T10:00:00Z", "2026-03-01T10:15:00Z"},
      // The time itself is the last instant, and not the next one.
      {"0 9 * * sat", "2026-02-28T09:00:00Z", "2026-02-28T09:00:00Z", "2026-03-07T09:00:00Z"},
      {"0 9 * * sat", "2026-02-28T08:59:59Z", "2026-02-21T09:00:00Z", "2026-02-28T09:00:00Z"},
      {"0 9 * * sat", "2026-02-28T09:00:01Z", "2026-02-28T09:00:00Z", "2026-03-07T09:00:00Z"},
      // Hours without the minute before or after it.
      {"30 0,12 * * *", "2026-03-01T00:29:59Z", "2026-02-28T12:30:00Z", "2026-03-01T00:30:00Z"},
      {"30 0,12 * * *", "2026-03-01T12:31:00Z", "2026-03-01T12:30:00Z", "2026-03-02T00:30:00Z"},
      {"10,50 23 * * *", "2026-12-31T23:59:59Z", "2026-12-31T23:50:00Z", "2027-01-01T23:10:00Z"},
      {"59 23 * * *", "2026-03-01T12:00:00Z", "2026-02-28T23:59:00Z", "2026-03-01T23:59:00Z"},
      // The length of months, and leap years.
      {"0 0 31 * *", "2026-02-15T00:00:00Z", "2026-01-31T00:00:00Z", "2026-03-31T00:00:00Z"},
      {"0 0 31 * *", "2026-05-01T00:00:00Z", "2026-03-31T00:00:00Z", "2026-05-31T00:00:00Z"},
      {"0 0 29 2 *", "2026-03-01T00:00:00Z", "2024-02-29T00:00:00Z", "2028-02-29T00:00:00Z"},
      {"0 0 29 2 *", "2099-06-01T00:00:00Z", "2096-02-29T00:00:00Z", "2104-02-29T00:00:00Z"},
      {"0 0 29 2 *", "2104-02-28T23:59:59Z", "2096-02-29T00:00:00Z", "2104-02-29T00:00:00Z"},
      // Both days restricted: one of them is enough. A step above 1 restricts a star.
      {"0 0 13 * fri", "2026-02-10T00:00:00Z", "2026-02-06T00:00:00Z", "2026-02-13T00:00:00Z"},
      {"0 0 13 * fri", "2026-04-12T00:00:00Z", "2026-04-10T00:00:00Z", "2026-04-13T00:00:00Z"},
      {"0 0 */31 * fri", "2026-04-02T00:00:00Z", "2026-04-01T00:00:00Z", "2026-04-03T00:00:00Z"},
      {"0 0 1 * 0-6", "2026-04-02T12:00:00Z", "2026-04-02T00:00:00Z", "2026-04-03T00:00:00Z"},
      // One of them not restricted: the other one decides.
      {"0 0 13 * *", "2026-02-10T00:00:00Z", "2026-01-13T00:00:00Z", "2026-02-13T00:00:00Z"},
      {"0 0 */1 * fri", "2026-04-04T00:00:00Z", "2026-04-03T00:00:00Z", "2026-04-10T00:00:00Z"},
      {"0 0 , * fri", "2026-04-04T00:00:00Z", "2026-04-03T00:00:00Z", "2026-04-10T00:00:00Z"},
      // Before 1970.
      {"0 12 1 1 *", "1960-06-01T00:00:00Z", "1960-01-01T12:00:00Z", "1961-01-01T12:00:00Z"},
  };
  for (const auto& [expression, time, last, next] : cases) {
    CAPTURE(expression, time);
    const Cron cron = cron_of(expression);
    CHECK(cron.last_until(second_at(time)) == second_at(last));
    CHECK(cron.next_after(second_at(time)) == second_at(next));
  }
}

TEST_CASE("an expression that never comes has no instant") {
  const auto* const expression = GENERATE("0 0 30 2 *", "0 0 31 2,4,6,9,11 *", ", * * * *",
                                          "* , * * *", "* * * , *", "* * , * *", "* * * * ,");
  CAPTURE(expression);
  const Cron cron = cron_of(expression);
  CHECK(cron.next_after(second_at("2026-03-01T00:00:00Z")) == std::nullopt);
  CHECK(cron.last_until(second_at("2026-03-01T00:00:00Z")) == std::nullopt);
}

TEST_CASE("a next instant is searched to the end of the fifth year") {
  const Cron cron = cron_of("0 0 29 2 *");
  CHECK(cron.next_after(second_at("2098-12-31T23:59:58Z")) == std::nullopt);
  // The search begins a second later, which is in the next year.
  CHECK(cron.next_after(second_at("2098-12-31T23:59:59Z")) == second_at("2104-02-29T00:00:00Z"));
}

TEST_CASE("odd texts are accepted as by robfig/cron") {
  struct Case {
    std::string odd;
    std::string plain;
  };
  const Case cases[] = {
      {"\t0 \n 9\v*  *\f*\r", "0 9 * * *"},
      {"0\xC2\xA0"
       "9\xE3\x80\x80*\xE2\x80\x83*\xE1\x9A\x80*",
       "0 9 * * *"},
      {"00 009 +1 +01 +0", "0 9 1 1 0"},
      {"0 9 ? ? ?", "0 9 * * *"},
      {"0 9 * JaN-mAR SUN,tue-5", "0 9 * 1-3 0,2-5"},
      {"0 9 * * FR\xC4\xB0", "0 9 * * 5"},
      {",0,,30, ,9 * * *", "0,30 9 * * *"},
      {"*-x */9223372036854775807 ?-/2 * *", "* 0 */2 * *"},
      {"50/+5 20/2 * nov/1 fri/1", "50,55 20,22 * 11,12 5,6"},
      {"10-20/100 9 * * *", "10 9 * * *"},
  };
  for (const auto& [odd, plain] : cases) {
    CAPTURE(odd, plain);
    const Cron cron = cron_of(odd);
    const Cron same = cron_of(plain);
    sys_seconds time = second_at("2026-01-01T00:00:00Z");
    for (int i = 0; i < 100; ++i) {
      const auto next = cron.next_after(time);
      REQUIRE(next);
      REQUIRE(next == same.next_after(time));
      time = *next;
    }
  }
}

TEST_CASE("a text that is no expression is rejected") {
  const std::string cases[] = {
      "",
      " ",
      "0 9 * *",
      "0 9 * * * *",
      "@daily",
      "@every 1h",
      "TZ=UTC 0 9 * * *",
      "CRON_TZ=UTC 0 9 * * *",
      "TZ=UTC 9 * * *",
      // Values outside the range, and names in the wrong field.
      "60 9 * * *",
      "0 24 * * *",
      "0 9 0 * *",
      "0 9 32 * *",
      "0 9 * 0 *",
      "0 9 * 13 *",
      "0 9 * * 7",
      "0 9 * * jan",
      "0 9 * mon *",
      "mon 9 * * *",
      "0 9 * * monday",
      "0 9 * * m",
      // Ranges, steps and lists that are not complete, reversed or too long.
      "5-4 9 * * *",
      "0 9 * * fri-mon",
      "5- 9 * * *",
      "-5 9 * * *",
      "1-2-3 9 * * *",
      "1-* 9 * * *",
      "*/0 9 * * *",
      "*/-0 9 * * *",
      "*/ 9 * * *",
      "/5 9 * * *",
      "1/2/3 9 * * *",
      "*/mon 9 * * mon",
      "** 9 * * *",
      "*1 9 * * *",
      "1,60 9 * * *",
      // Numbers that Go does not parse as an int.
      "9223372036854775807 9 * * *",
      "*/9223372036854775808 9 * * *",
      "*/18446744073709551617 9 * * *",
      "++5 9 * * *",
      "+ 9 * * *",
      "0x5 9 * * *",
      "1_0 9 * * *",
      "5. 9 * * *",
      "\xD9\xA5 9 * * *",
      // Features of other crons, and bytes that are no white space.
      "0 9 L * *",
      "0 9 15W * *",
      "0 9 * * 5#3",
      "H 9 * * *",
      "0 9 * *\x85*",
      "0 9 * *\xA0*",
      "0 9 * *\xE2\x80\x8B*",
      std::string("0 9 * *\0*", 9),
      std::string("0 9 * * *\0", 10),
  };
  for (const auto& text : cases) {
    CAPTURE(text);
    CHECK_FALSE(Cron::parse(text));
  }
}

}  // namespace
}  // namespace cckm::test
