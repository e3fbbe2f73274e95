// SPDX-License-Identifier: Apache-2.0
// Gives the lists histories of the last days, so that no test waits for runs. Only one schedule
// comes due during the test: it is due each minute, and its runs are held back.
#include "tests/dashboards/bad_lists.h"

#include <chrono>
#include <csignal>

#include "tests/simulator/appliance.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;

SyncPlan aws_plan(const std::string& kms, const std::vector<std::string>& regions) {
  SyncPlan plan = {.endpoint = find_endpoint("aws", "keys"), .containers = {kms}};
  for (const auto& region : regions) plan.keys.push_back("123456789012/" + region);
  return plan;
}

// For half a day, the runs of `production` have been for one region of two. `overdue` has not run
// since.
void add_aws_runs(Appliance& cm) {
  RunHistory runs(regular_runs({.count = 20,
                                .newest = cm.now() - 12h,
                                .interval = 30min,
                                .plans = {aws_plan("production", {"eu-west-1", "us-east-1"}),
                                          aws_plan("overdue", {"eu-west-1"})}}));
  for (auto ago = 11h; ago > 0h; ago -= 1h)
    runs.add(begin_run(aws_plan("production", {"eu-west-1"}), cm.now() - ago));
  cm.families.of("aws").history = runs;
  cm.containers.at("aws/kms").containers = {{"kms-1", "production"},
                                            {"kms-2", "overdue"},
                                            {"kms-3", "never-run"},
                                            {"kms-4", "forgotten"}};
}

void add_schedules(Scheduler& scheduler, Time now) {
  scheduler.add(
      {.name = "held-back", .run_at = "* * * * *", .plans = {aws_plan("overdue", {"eu-west-1"})}},
      now);
  scheduler.hold("held-back");
  scheduler.add({.name = "disabled",
                 .run_at = "0 2 * * *",
                 .plans = {aws_plan("overdue", {"eu-west-1"})},
                 .disabled = true},
                now);
  scheduler.add(
      {.name = "invalid", .run_at = "61 * * * *", .plans = {aws_plan("overdue", {"eu-west-1"})}},
      now);
  scheduler.add(
      {.name = "new", .run_at = "0 3 1 * *", .plans = {aws_plan("never-run", {"eu-west-1"})}}, now);
  scheduler.hold("new");
}

// A list of runs without an order that is too long to be read during the test, and that names more
// key containers than the exporter may show.
void add_azure_runs(Appliance& cm) {
  Family& azure = cm.families.of("azure");
  azure.history = RunHistory(numbered_runs(*find_endpoint("azure", "keys"), 20'000, 6, cm.now()));
  azure.list = {.order = ListOrder::kNone, .sort = SortEffect::kIgnored};
}

// Runs of one key container that no schedule starts, and that have not come for hours.
void add_late_runs(Appliance& cm, const Endpoint& family) {
  cm.families.of(family).history =
      RunHistory(regular_runs({.count = 20,
                               .newest = cm.now() - 5h,
                               .interval = 10min,
                               .plans = {{.endpoint = &family, .containers = {"main"}}}}));
}

void offer_nothing(Appliance& cm) {
  for (const Endpoint& endpoint : endpoints()) cm.families.of(endpoint).offer = Offer::kForbidden;
}

}  // namespace

BadLists::BadLists() : exporter_(begin()) {}

const Configuration& BadLists::begin() {
  found_.change([](Appliance& cm) {
    add_aws_runs(cm);
    add_azure_runs(cm);
    for (const char* cloud : {"google", "oci"}) add_late_runs(cm, *find_endpoint(cloud, "keys"));
    add_late_runs(cm, *find_endpoint("external-cm", "domains"));
    add_schedules(cm.scheduler, cm.now());
  });
  nothing_.change(offer_nothing);
  nothing_.set_fault({.kind = CallKind::kSchedules, .status = 500});
  return configure(found_);
}

const Configuration& BadLists::configure(const Simulator& withdrawn) {
  configuration_.begin_anew();
  configuration_.add(found_, {.name = "found", .discover = "all"});
  configuration_.add(nothing_, {.name = "nothing", .discover = "all"});
  configuration_.add(withdrawn, {.name = "withdrawn", .discover = "all"});
  configuration_.end_with("limits: {containers_per_family: 4, discovery_pages_per_scrape: 1}\n");
  return configuration_;
}

void BadLists::break_more() {
  found_.set_fault({.kind = CallKind::kList, .target = "/google/", .status = 500});
  found_.change(
      [](Appliance& cm) { cm.families.of("external-cm", "domains").offer = Offer::kEmpty; });
  configure(nothing_).path();
  exporter_.process().signal(SIGHUP);
}

}  // namespace cckm::test
