// SPDX-License-Identifier: Apache-2.0
// When a schedule is enabled and due.
#include "exporter/model/schedule.h"

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using std::chrono::hours;

Timestamp time_at(std::string_view text) {
  return parse_timestamp(text).value();
}

// A schedule of Saturdays at 9. The Saturdays are 7, 14, 21 and 28 March 2026.
Schedule saturdays() {
  Schedule schedule;
  schedule.cron_text = "0 9 * * sat";
  schedule.cron = Cron::parse(schedule.cron_text);
  return schedule;
}

const auto kNow = time_at("2026-03-18T12:00:00.5Z");
const auto kLast = time_at("2026-03-14T09:00:00Z");
const auto kNext = time_at("2026-03-21T09:00:00Z");

TEST_CASE("a schedule without limits is due at its last and its next instant") {
  const Schedule schedule = saturdays();
  CHECK(enabled(schedule, kNow));
  CHECK(last_due(schedule, kNow) == kLast);
  CHECK(next_due(schedule, kNow) == kNext);
  CHECK(interval(schedule, kNow) == hours(7 * 24));
}

TEST_CASE("a run is due from its instant on") {
  const Schedule schedule = saturdays();
  CHECK(last_due(schedule, time_at("2026-03-21T08:59:59.999Z")) == kLast);
  CHECK(next_due(schedule, time_at("2026-03-21T08:59:59.999Z")) == kNext);
  CHECK(last_due(schedule, kNext) == kNext);
  CHECK(next_due(schedule, kNext) == time_at("2026-03-28T09:00:00Z"));
}

TEST_CASE("a disabled schedule is never due, and keeps its interval") {
  Schedule schedule = saturdays();
  schedule.disabled = true;
  CHECK_FALSE(enabled(schedule, kNow));
  CHECK_FALSE(last_due(schedule, kNow));
  CHECK_FALSE(next_due(schedule, kNow));
  CHECK(interval(schedule, kNow) == hours(7 * 24));
}

TEST_CASE("a schedule is enabled from its start to its end") {
  Schedule schedule = saturdays();
  schedule.start = time_at("2026-03-10T00:00:00Z");
  schedule.end = time_at("2026-03-20T00:00:00Z");
  const auto enabled_at = [&](std::string_view time) {
    const bool due = last_due(schedule, time_at(time)) || next_due(schedule, time_at(time));
    CHECK((enabled(schedule, time_at(time)) || !due));
    return enabled(schedule, time_at(time));
  };
  CHECK_FALSE(enabled_at("2026-03-09T23:59:59.999999999Z"));
  CHECK(enabled_at("2026-03-10T00:00:00Z"));
  CHECK(enabled_at("2026-03-20T00:00:00Z"));
  CHECK_FALSE(enabled_at("2026-03-20T00:00:00.000000001Z"));
}

TEST_CASE("no run is due before the start or after the end") {
  Schedule schedule = saturdays();
  schedule.start = kLast;
  schedule.end = kNext;
  CHECK(last_due(schedule, kNow) == kLast);
  CHECK(next_due(schedule, kNow) == kNext);
  schedule.start->nanoseconds = 1;
  schedule.end->seconds -= 1;
  CHECK_FALSE(last_due(schedule, kNow));
  CHECK_FALSE(next_due(schedule, kNow));
  CHECK(interval(schedule, kNow) == hours(7 * 24));
}

TEST_CASE("no run was due before the last change of its schedule") {
  Schedule schedule = saturdays();
  schedule.changed = kLast;
  CHECK(last_due(schedule, kNow) == kLast);
  schedule.changed->nanoseconds = 1;
  CHECK_FALSE(last_due(schedule, kNow));
  CHECK(next_due(schedule, kNow) == kNext);
}

TEST_CASE("a schedule without a valid expression has no times") {
  Schedule schedule = saturdays();
  schedule.cron.reset();
  CHECK(enabled(schedule, kNow));
  CHECK_FALSE(last_due(schedule, kNow));
  CHECK_FALSE(next_due(schedule, kNow));
  CHECK_FALSE(interval(schedule, kNow));
}

TEST_CASE("a schedule that never comes has no times") {
  Schedule schedule = saturdays();
  schedule.cron = Cron::parse("0 0 30 2 *");
  schedule.end = kNext;
  CHECK_FALSE(last_due(schedule, kNow));
  CHECK_FALSE(next_due(schedule, kNow));
  CHECK_FALSE(interval(schedule, kNow));
}

TEST_CASE("an interval needs a next instant, which is searched for five years") {
  Schedule schedule = saturdays();
  schedule.cron = Cron::parse("0 0 29 2 *");
  CHECK(last_due(schedule, time_at("2097-01-01T00:00:00Z")) == time_at("2096-02-29T00:00:00Z"));
  CHECK_FALSE(interval(schedule, time_at("2097-01-01T00:00:00Z")));
}

}  // namespace
}  // namespace cckm::test
