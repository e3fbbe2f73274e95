// SPDX-License-Identifier: Apache-2.0
// Tests the scheduler by a manual time: starts, refusals, orders, and CM's JSON of schedules.
#include "tests/simulator/scheduler.h"

#include <string>

#include "tests/simulator/manual_clock.h"
#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using std::chrono::minutes;
using std::chrono::seconds;

const Time kMidnight = ManualClock().now();
constexpr std::string_view kName = "s";

SyncPlan plan_of_schedule(std::string_view cloud, std::string_view resource = "keys") {
  return {.endpoint = find_endpoint(cloud, resource),
          .containers = {"c"},
          .keys = {"123456789012/eu-west-1", "123456789012/us-east-1"}};
}

// A scheduler since midnight, with the schedule "s" every five minutes. A run takes 8 s.
class SchedulerBench {
 public:
  explicit SchedulerBench(Schedule schedule = {}) {
    schedule.name = kName;
    if (schedule.run_at.empty()) schedule.run_at = "*/5 * * * *";
    if (schedule.plans.empty()) schedule.plans = {plan_of_schedule("aws")};
    scheduler.add(std::move(schedule), kMidnight);
  }

  // Returns the runs of AWS keys, as minutes after midnight.
  std::vector<double> runs_at(std::chrono::nanoseconds after_midnight) {
    scheduler.advance(kMidnight + after_midnight);
    std::vector<double> starts;
    for (std::size_t i = 0; i < aws().size(); ++i)
      starts.push_back(std::chrono::duration<double, std::ratio<60>>(
                           run_at(aws().at(i), kMidnight).created - kMidnight)
                           .count());
    return starts;
  }

  RunHistory& aws() { return *families.of("aws").history; }

  std::string newest(std::chrono::nanoseconds after_midnight) {
    scheduler.advance(kMidnight + after_midnight);
    return body_at(aws().at(aws().size() - 1), kMidnight + after_midnight);
  }

  Families families;
  Scheduler scheduler{families};
};

using Minutes = std::vector<double>;

TEST_CASE("runs start when they are due, make progress and end") {
  SchedulerBench bench;
  CHECK(bench.runs_at(minutes(5) - seconds(1)).empty());
  CHECK_THAT(bench.newest(minutes(5)), ContainsSubstring(R"("overall_status":"in_progress")"));
  CHECK_THAT(bench.newest(minutes(5) + seconds(4)),
             ContainsSubstring(R"("123456789012/eu-west-1":"region synchronized successfully",)"
                               R"("123456789012/us-east-1":"in_progress")"));
  CHECK_THAT(bench.newest(minutes(5) + seconds(8)),
             ContainsSubstring(R"("overall_status":"completed")"));
  CHECK(bench.runs_at(minutes(16)) == Minutes{5, 10, 15});
  CHECK(bench.runs_at(minutes(16)) == Minutes{5, 10, 15});
}

TEST_CASE("a start is refused while a run of the same cloud is in progress") {
  SchedulerBench bench;
  SyncPlan slow = plan_of_schedule("aws", "custom-key-stores");
  slow.per_key = minutes(1);
  bench.scheduler.add({.name = "slow", .run_at = "9 * * * *", .plans = {slow}}, kMidnight);
  bench.scheduler.add(
      {.name = "other", .run_at = "4 * * * *", .plans = {plan_of_schedule("google")}}, kMidnight);
  CHECK(bench.runs_at(minutes(16)) == Minutes{5, 15});
  CHECK(bench.families.of("aws", "custom-key-stores").history->size() == 1);
  CHECK(bench.families.of("google").history->size() == 1);
}

TEST_CASE("a disabled, expired, future or invalid schedule starts nothing") {
  const Schedule cases[] = {{.disabled = true},
                            {.start_date = kMidnight + minutes(30)},
                            {.end_date = kMidnight + minutes(3)},
                            {.run_at = "@daily"},
                            {.run_at = "0 0 30 2 *"}};
  for (const Schedule& schedule : cases)
    CHECK(SchedulerBench(schedule).runs_at(minutes(16)).empty());
}

TEST_CASE("a schedule is disabled and enabled by an order") {
  SchedulerBench bench;
  REQUIRE(bench.scheduler.set_disabled(kName, true));
  CHECK(bench.runs_at(minutes(11)).empty());
  REQUIRE(bench.scheduler.set_disabled(kName, false));
  CHECK(bench.runs_at(minutes(16)) == Minutes{15});
}

TEST_CASE("due runs are held back until a release, which starts one") {
  SchedulerBench bench;
  REQUIRE(bench.scheduler.hold(kName));
  CHECK(bench.runs_at(minutes(11)).empty());
  REQUIRE(bench.scheduler.release(kName, kMidnight + minutes(11)));
  CHECK(bench.runs_at(minutes(16)) == Minutes{11, 15});
  REQUIRE(bench.scheduler.release(kName, kMidnight + minutes(16)));
  CHECK(bench.runs_at(minutes(16)) == Minutes{11, 15});
}

TEST_CASE("a number of due runs is held back, and the others come") {
  SchedulerBench bench;
  REQUIRE(bench.scheduler.hold(kName, 2));
  CHECK(bench.runs_at(minutes(21)) == Minutes{15, 20});
}

TEST_CASE("a run that hangs blocks its cloud until a release") {
  SchedulerBench bench;
  REQUIRE(bench.scheduler.hang_next(kName));
  CHECK(bench.runs_at(minutes(21)) == Minutes{5});
  CHECK_THAT(bench.newest(minutes(21)),
             ContainsSubstring(R"("overall_status":"in_progress")") &&
                 ContainsSubstring(R"("123456789012/us-east-1":"in_progress")"));
  REQUIRE(bench.scheduler.release(kName, kMidnight + minutes(21)));
  CHECK_THAT(bench.newest(minutes(21)), ContainsSubstring(R"("abort":true)"));
  CHECK(bench.runs_at(minutes(31)) == Minutes{5, 25, 30});
}

TEST_CASE("a release after a change of the history finds no run to cancel") {
  SchedulerBench bench;
  REQUIRE(bench.scheduler.hang_next(kName));
  CHECK(bench.runs_at(minutes(6)) == Minutes{5});
  bench.aws() = RunHistory();
  REQUIRE(bench.scheduler.release(kName, kMidnight + minutes(6)));
  CHECK(bench.runs_at(minutes(11)) == Minutes{10});
}

TEST_CASE("one run fails in one region, with a text") {
  SchedulerBench bench;
  REQUIRE(bench.scheduler.fail_next(kName, "us-east-1", "no rights"));
  CHECK_THAT(bench.newest(minutes(6)),
             ContainsSubstring(R"("overall_status":"failed")") &&
                 ContainsSubstring(R"("123456789012/eu-west-1":"region synchronized)") &&
                 ContainsSubstring(R"("123456789012/us-east-1":"no rights")"));
  CHECK_THAT(bench.newest(minutes(11)), ContainsSubstring(R"("overall_status":"completed")"));
}

TEST_CASE("every n-th start of a schedule fails in its first key") {
  SchedulerBench bench({.fails_every = 2});
  CHECK_THAT(bench.newest(minutes(6)), ContainsSubstring(R"("overall_status":"completed")"));
  CHECK_THAT(bench.newest(minutes(11)),
             ContainsSubstring(R"("123456789012/eu-west-1":"RequestLimitExceeded)"));
  CHECK_THAT(bench.newest(minutes(16)), ContainsSubstring(R"("overall_status":"completed")"));
}

TEST_CASE("an order for an unknown schedule or region changes nothing") {
  SchedulerBench bench;
  CHECK_FALSE(bench.scheduler.hold("other"));
  CHECK_FALSE(bench.scheduler.release("other", kMidnight));
  CHECK_FALSE(bench.scheduler.set_disabled("other", true));
  CHECK_FALSE(bench.scheduler.hang_next("other"));
  CHECK_FALSE(bench.scheduler.fail_next("other", "us-east-1", "text"));
  CHECK_FALSE(bench.scheduler.fail_next(kName, "west-1", "text"));
  CHECK_THAT(bench.newest(minutes(6)), ContainsSubstring(R"("overall_status":"completed")"));
}

TEST_CASE("a schedule has CM's JSON") {
  Schedule schedule = {.name = "weekly-aws",
                       .run_at = "0 9 * * sat",
                       .plans = {plan_of_schedule("aws")},
                       .id = "4b9e1f7e",
                       .start_date = kMidnight};
  CHECK(to_json(schedule, "job_config_params") ==
        R"({"id":"4b9e1f7e","uri":"kylo:kylo:scheduler:job-configs:4b9e1f7e",)"
        R"("account":"kylo:kylo:admin:accounts:kylo","createdAt":"2026-01-05T09:00:00.000000Z",)"
        R"("updatedAt":"2026-01-05T09:00:00.000000Z","name":"weekly-aws","description":"",)"
        R"("operation":"cckm_synchronization","run_at":"0 9 * * sat","run_on":"any",)"
        R"("disabled":false,"start_date":"2026-07-30T00:00:00Z",)"
        R"("job_config_params":{"cloud_name":"aws","kms":["c"],"synchronize_all":false}})");
}

TEST_CASE("the parameters of a schedule have the names of its cloud") {
  struct Case {
    std::vector<SyncPlan> plans;
    std::string wanted;
  };
  SyncPlan everything = plan_of_schedule("google");
  everything.containers.clear();
  const Case cases[] = {
      {{plan_of_schedule("azure", "secrets")},
       R"({"cloud_name":"AzureCloud","key_vaults":["c"],"sync_item":"secret","synchronize_all":false})"},
      {{plan_of_schedule("azure"), plan_of_schedule("azure", "secrets")}, R"("sync_item":"all")"},
      {{plan_of_schedule("oci")},
       R"({"cloud_name":"oci","oci_vaults":["c"],"synchronize_all":false})"},
      {{plan_of_schedule("luna")}, R"({"cloud_name":"hsm-luna","partitions":["c"],)"},
      {{everything}, R"({"cloud_name":"gcp","synchronize_all":true})"},
  };
  for (const Case& c : cases)
    CHECK_THAT(to_json({.plans = c.plans}, "p"), ContainsSubstring(c.wanted));
}

TEST_CASE("one schedule starts a run of each of its resources") {
  SchedulerBench bench(
      {.plans = {plan_of_schedule("azure"), plan_of_schedule("azure", "secrets")}});
  bench.scheduler.advance(kMidnight + minutes(6));
  CHECK(bench.families.of("azure").history->size() == 1);
  CHECK(bench.families.of("azure", "secrets").history->size() == 1);
}

TEST_CASE("schedules are listed by part, with their filter honoured or ignored") {
  SchedulerBench bench;
  bench.scheduler.add({.name = "backup", .run_at = "0 1 * * *", .operation = "database_backup"},
                      kMidnight);
  const ListQuery filtered = {.conditions = {kOnlySynchronizations}};
  const auto list = [&](const ListQuery& query) { return bench.scheduler.list(query).body; };
  CHECK_THAT(list({.skip = 1}), ContainsSubstring(R"({"skip":1,"limit":10,"total":2,)") &&
                                    ContainsSubstring("backup") &&
                                    !ContainsSubstring("cckm_synchronization"));
  CHECK_THAT(list(filtered), ContainsSubstring(R"("total":1,)") && !ContainsSubstring("backup"));
  CHECK_THAT(list(filtered), ContainsSubstring("cckm_synchronization_params"));
  bench.scheduler.behaviour = {.filters_ignored = true, .parameters = "job_config_params"};
  CHECK_THAT(list(filtered), ContainsSubstring("backup") && ContainsSubstring("job_config_params"));
}

TEST_CASE("the list of schedules can be empty or refused") {
  SchedulerBench bench;
  bench.scheduler.behaviour.offer = Offer::kEmpty;
  CHECK(bench.scheduler.list({}).body == R"({"skip":0,"limit":10,"total":0,"resources":[]})");
  bench.scheduler.behaviour.offer = Offer::kForbidden;
  CHECK(bench.scheduler.list({}).status == 403);
  bench.scheduler.behaviour.offer = Offer::kNotFound;
  CHECK(bench.scheduler.list({}).status == 404);
}

}  // namespace
}  // namespace cckm::test
