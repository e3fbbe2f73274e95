// SPDX-License-Identifier: Apache-2.0
// Tests the control interface's orders for lists, key containers and schedules.
#include "tests/simulator/control_orders.h"

#include <string>

#include "tests/simulator/control.h"
#include "tests/simulator/manual_clock.h"
#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using std::chrono::minutes;

// An appliance with the schedule "s", every five minutes.
class OrderBench {
 public:
  OrderBench() {
    const SyncPlan plan = {.endpoint = find_endpoint("aws", "keys"), .keys = {"1/eu-west-1"}};
    appliance.scheduler.add({.name = "s", .run_at = "*/5 * * * *", .plans = {plan}}, time.now());
  }

  unsigned post(std::string_view target, std::string_view body) {
    return control(appliance, {.method = "POST", .target = target, .body = body}).status;
  }

  std::size_t runs_after(minutes passed) {
    time.advance(passed);
    appliance.advance();
    return appliance.families.of("aws").history->size();
  }

  ManualClock time;
  Appliance appliance{{}, 0, time.clock()};
};

TEST_CASE("an order sets the offer, the list and the runs of a family") {
  OrderBench bench;
  CHECK(bench.post("/families", R"({"cloud":"sfdc","resource":"certificates","offer":"not_found",)"
                                R"("runs":1000000,"containers":50,"list":{"order":"oldest_first",)"
                                R"("sort":"refused","limit_cap":7,"limit_ignored":true,)"
                                R"("filters_ignored":true,"total_absent":true,"total_fixed":-1,)"
                                R"("total_factor":0.5,"null_when_empty":true,)"
                                R"("without_detailed_status":true,"growth":3}})") == 200);
  const Family& family = bench.appliance.families.of("sfdc", "certificates");
  CHECK(family.offer == Offer::kNotFound);
  CHECK(family.history->size() == 1'000'000);
  CHECK(family.history->at(0).containers == family.history->at(50).containers);
  CHECK(family.history->at(0).containers != family.history->at(49).containers);
  CHECK(family.list.order == ListOrder::kOldestFirst);
  CHECK(family.list.sort == SortEffect::kRefused);
  CHECK(family.list.limit_cap == 7U);
  CHECK(family.list.limit_ignored);
  CHECK(family.list.filters_ignored);
  CHECK(family.list.total_absent);
  CHECK(family.list.total_fixed == -1);
  CHECK(family.list.total_factor == 0.5);
  CHECK(family.list.null_when_empty);
  CHECK(family.list.without_detailed_status);
  CHECK(family.list.growth == 3);
}

TEST_CASE("an order keeps the members of a family that it does not have") {
  OrderBench bench;
  bench.post("/families", R"({"offer":"forbidden","list":{"growth":3}})");
  bench.post("/families", R"({"runs":2})");
  const Family& family = bench.appliance.families.of("aws");
  CHECK(family.offer == Offer::kForbidden);
  CHECK(family.list.growth == 3);
  CHECK(family.history->size() == 2);
}

TEST_CASE("an order sets a list of key containers") {
  OrderBench bench;
  CHECK(bench.post("/containers", R"({"list":"aws/kms","count":1000})") == 200);
  CHECK(bench.post("/containers", R"({"list":"aws/kms","offer":"empty"})") == 200);
  CHECK(bench.appliance.containers.at("aws/kms").containers.size() == 1000);
  CHECK(bench.appliance.containers.at("aws/kms").offer == Offer::kEmpty);
}

TEST_CASE("an order sets the list of schedules") {
  OrderBench bench;
  CHECK(bench.post("/scheduler", R"({"offer":"forbidden","filters_ignored":true,)"
                                 R"("parameters":"job_config_params"})") == 200);
  CHECK(bench.appliance.scheduler.behaviour.offer == Offer::kForbidden);
  CHECK(bench.appliance.scheduler.behaviour.filters_ignored);
  CHECK(bench.appliance.scheduler.behaviour.parameters == "job_config_params");
}

TEST_CASE("orders hold a due run back and let it go") {
  OrderBench bench;
  CHECK(bench.post("/schedules/hold", R"({"name":"s"})") == 200);
  CHECK(bench.runs_after(minutes(7)) == 0);
  CHECK(bench.post("/schedules/release", R"({"name":"s"})") == 200);
  CHECK(bench.runs_after(minutes(0)) == 1);
  CHECK(bench.post("/schedules/hold", R"({"name":"s","runs":1})") == 200);
  CHECK(bench.runs_after(minutes(10)) == 2);
}

TEST_CASE("an order does not change a run that became due before it") {
  OrderBench bench;
  bench.time.advance(minutes(5));
  CHECK(bench.post("/schedules/hold", R"({"name":"s"})") == 200);
  CHECK(bench.runs_after(minutes(0)) == 1);
}

TEST_CASE("orders disable a schedule and enable it") {
  OrderBench bench;
  CHECK(bench.post("/schedules/disable", R"({"name":"s"})") == 200);
  CHECK(bench.runs_after(minutes(7)) == 0);
  CHECK(bench.post("/schedules/enable", R"({"name":"s"})") == 200);
  CHECK(bench.runs_after(minutes(7)) == 1);
}

TEST_CASE("orders let the next run hang or fail") {
  OrderBench bench;
  CHECK(bench.post("/schedules/fail", R"({"name":"s","region":"eu-west-1","text":"no"})") == 200);
  CHECK(bench.runs_after(minutes(6)) == 1);
  RunHistory& history = *bench.appliance.families.of("aws").history;
  CHECK_THAT(body_at(history.at(0), bench.time.now()), ContainsSubstring(R"("1/eu-west-1":"no")"));
  CHECK(bench.post("/schedules/hang", R"({"name":"s"})") == 200);
  CHECK(bench.runs_after(minutes(60)) == 2);
}

TEST_CASE("an order that is wrong or for nothing is rejected and changes nothing") {
  struct Case {
    std::string target, body;
    unsigned status;
  };
  const Case cases[] = {
      {"/families", "", 400},
      {"/families", "[]", 400},
      {"/families", R"({"offer":"perhaps","runs":1})", 400},
      {"/families", R"({"runs":1,"list":{"order":"random"}})", 400},
      {"/families", R"({"runs":1,"unknown":1})", 400},
      {"/families", R"({"cloud":"moon","runs":1})", 404},
      {"/containers", R"({"list":"aws/kms","count":"many"})", 400},
      {"/containers", R"({"list":"aws/keys","count":1})", 404},
      {"/scheduler", R"({"offer":7})", 400},
      {"/schedules/hold", R"({"name":7})", 400},
      {"/schedules/hold", R"({"name":"t"})", 404},
      {"/schedules/release", R"({"name":"t"})", 404},
      {"/schedules/disable", R"({"name":"t"})", 404},
      {"/schedules/enable", R"({"name":"t"})", 404},
      {"/schedules/hang", R"({"name":"t"})", 404},
      {"/schedules/fail", R"({"name":"s","region":"b"})", 404},
  };
  for (const Case& c : cases) {
    CAPTURE(c.target, c.body);
    OrderBench bench;
    CHECK(bench.post(c.target, c.body) == c.status);
    CHECK(bench.runs_after(minutes(6)) == 1);
    CHECK(bench.appliance.containers.at("aws/kms").containers.empty());
  }
}

}  // namespace
}  // namespace cckm::test
