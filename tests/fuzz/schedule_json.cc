// SPDX-License-Identifier: Apache-2.0
// Fuzzes the parsing of CM's list of schedules. The input is the body of CM's response.
#include "exporter/cckm/schedule_json.h"

#include <algorithm>
#include <set>

#include "tests/fuzz/body_failure.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/targets.h"

namespace cckm::test {
namespace {

constexpr Timestamp kNow{1'795'681'000, 500'000'000};  // in November 2026
constexpr Timestamp kBeforeYear1{-62'135'596'800 - 86400, 0};
constexpr Timestamp kAfterYear9999{253'402'300'800 + 86400, 0};

void check_time(const std::optional<Timestamp>& time) {
  require(!time || (*time > kBeforeYear1 && *time < kAfterYear9999),
          "a time is in the years 1 to 9999");
}

void check_target(const ScheduleTarget& target, std::string_view body) {
  const auto families = endpoints();
  require(std::any_of(families.begin(), families.end(),
                      [&](const Endpoint& family) { return &family == target.endpoint; }),
          "a target is a family");
  // A container takes at least `"x",`.
  require(target.containers.size() <= body.size() / 4, "containers are made from the body only");
  for (const auto& container : target.containers) {
    require(!container.empty(), "a container has a name");
  }
}

void check_due_times(const Schedule& schedule) {
  const auto last = last_due(schedule, kNow);
  const auto next = next_due(schedule, kNow);
  require((!last && !next) || (schedule.cron && enabled(schedule, kNow)),
          "only an enabled schedule is due");
  require(!last || (*last <= kNow && last >= schedule.start && last >= schedule.changed),
          "the last due time is in the past, and after start and change");
  require(!next || (*next > kNow && (!schedule.end || *next <= *schedule.end)),
          "the next due time is in the future, and before the end");
  const auto between = interval(schedule, kNow);
  require(!between || (*between >= std::chrono::minutes(1) && between->count() % 60 == 0),
          "an interval is full minutes");
}

void check(const Schedule& schedule, std::string_view body) {
  require(!schedule.name.empty() || schedule.id.empty(), "a schedule has a name");
  require(!schedule.cron || !schedule.cron_text.empty(), "an expression has a text");
  for (const auto& time : {schedule.start, schedule.end, schedule.changed}) check_time(time);
  require(schedule.targets.size() <= 3, "a schedule starts at most three families");
  std::set<const Endpoint*> families;
  for (const ScheduleTarget& target : schedule.targets) {
    check_target(target, body);
    require(families.insert(target.endpoint).second, "a schedule has each family once");
  }
  check_due_times(schedule);
}

void check(const SchedulePage& page, std::string_view body) {
  require(page.schedules.size() <= page.entries, "a schedule is an entry");
  // An entry takes at least `{},`.
  require(page.entries <= body.size() / 3, "entries are made from the body only");
  require(page.total.value_or(0) <= 1'000'000'000'000'000, "a total is in its range");
  for (const Schedule& schedule : page.schedules) check(schedule, body);
}

}  // namespace
}  // namespace cckm::test

void cckm::test::fuzz_schedule_json(std::string_view body) {
  const auto page = parse_schedules(body);
  page ? check(*page, body) : check(page.failure());
}
