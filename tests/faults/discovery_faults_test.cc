// SPDX-License-Identifier: Apache-2.0
// Faults of CM's lists of runs, key containers and schedules. The job that is configured by its id
// must never notice; DiscoveryScene checks that at each scrape.
#include <chrono>
#include <sstream>

#include "tests/faults/canary.h"
#include "tests/faults/discovery_scene.h"
#include "tests/faults/fault_scene.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

namespace {

using Reasons = std::vector<std::string>;

// Returns the facts of a plain list.
Facts plain_facts(DiscoveryScene& scene) {
  Facts facts = scene.read();
  CHECK(facts.size() == 1 + 1 + kContainers);  // the manager, the configured job, the discovered
  CHECK(facts.contains("aws:container-1"));
  return facts;
}

// Returns the number of lines of a log that contain `part`.
std::size_t count_lines(const std::string& log, const std::string& part) {
  std::istringstream in(log);
  std::size_t count = 0;
  for (std::string line; std::getline(in, line);) count += line.find(part) != std::string::npos;
  return count;
}

// Returns the facts of two scenes with different clocks in a form that can be compared.
Facts facts_without_times(Facts facts) {
  for (auto& [job, lines] : facts) {
    std::string rest;
    std::istringstream in(lines);
    for (std::string line; std::getline(in, line);) {
      if (line.find("_timestamp_seconds{") == std::string::npos) rest += line + '\n';
    }
    lines = rest;
  }
  return facts;
}

// Scrapes with a fault of the newest page, and checks that all jobs of the family have the reason.
void check_unread(DiscoveryScene& scene, const std::string& reason) {
  const std::string page = scene.scrape();
  CHECK(family_sample(page, "cckm_discovery_success") == 0.0);
  CHECK(family_sample(page, "cckm_discovery_error", {"reason=\"" + reason + "\""}) == 1.0);
  CHECK(family_sample(page, "cckm_discovery_offered") == 1.0);
  const Facts facts = facts_of(page);
  for (std::size_t i = 1; i <= kContainers; ++i) {
    const std::string job = "aws:container-" + std::to_string(i);
    CAPTURE(job);
    CHECK(facts.at(job) == unread("cm", job, reason));
  }
}

// Returns the body of a list of runs whose second entry has these members.
std::string list_with(const std::string& members) {
  const std::string good =
      R"({"id":"a1","overall_status":"completed","createdAt":"2026-01-02T03:04:05Z",)"
      R"("kms":["container-1"],"detailed_status":{}})";
  return R"({"skip":0,"limit":100,"total":2,"resources":[)" + good + ",{" + members + "}]}";
}

// Returns hourly runs that name the key containers by their ids.
RunHistory runs_by_id(const std::vector<KeyContainer>& containers, Time now) {
  RegularRuns runs = {.count = kRunsListed, .newest = now - std::chrono::hours(1)};
  for (const KeyContainer& container : containers) {
    runs.plans.push_back({.endpoint = find_endpoint("aws", "keys"),
                          .containers = {container.id},
                          .keys = {"123456789012/eu-west-1"}});
  }
  return RunHistory(regular_runs(std::move(runs)));
}

void add_schedule(Appliance& cm, const std::string& name, const std::string& cron,
                  const std::string& container) {
  const SyncPlan plan = {.endpoint = find_endpoint("aws", "keys"),
                         .containers = {container},
                         .keys = {"123456789012/eu-west-1"}};
  cm.scheduler.add({.name = name, .run_at = cron, .plans = {plan}}, cm.now());
}

}  // namespace

TEST_CASE("fault 10: a refused login is the reason of every family") {
  DiscoveryScene scene({.discover = "all"});
  scene.simulator.set_password("another");
  const std::string page = scene.exporter.scrape();
  for (const Endpoint& endpoint : endpoints()) {
    CAPTURE(endpoint.path);
    CHECK(sample(page, "cckm_discovery_error",
                 {"cloud=\"" + std::string(endpoint.cloud) + '"',
                  "resource=\"" + std::string(endpoint.resource) + '"', R"(reason="auth")"}) ==
          1.0);
  }
  CHECK(scene.simulator.stats().refused_logins == 1);
  CHECK(warnings_in(scene.end(), "").size() == 1);
}

TEST_CASE("fault 72: lists in every order, short pages, and a wrong total") {
  DiscoveryScene plain;
  const Facts wanted = facts_without_times(plain_facts(plain));
  const std::vector<ListBehaviour> behaviours = {
      {.sort = SortEffect::kIgnored},
      {.order = ListOrder::kOldestFirst, .sort = SortEffect::kIgnored},
      {.order = ListOrder::kNone, .sort = SortEffect::kIgnored},
      {.order = ListOrder::kOldestFirst, .sort = SortEffect::kIgnored, .total_absent = true},
      {.order = ListOrder::kOldestFirst, .sort = SortEffect::kIgnored, .total_factor = 0.5},
      {.limit_cap = 20, .total_fixed = 7},
      {.limit_ignored = true, .total_absent = true}};
  for (std::size_t i = 0; i < behaviours.size(); ++i) {
    CAPTURE(i);
    DiscoveryScene scene(
        {.change = [&](Appliance& cm) { cm.families.of("aws").list = behaviours[i]; }});
    CHECK(facts_without_times(scene.read()) == wanted);
    CHECK(warnings_in(scene.end(), "").empty());
  }
}

TEST_CASE("fault 72: a list without an order is incomplete until it was read to its end") {
  DiscoveryScene scene({.limits = "discovery_pages_per_scrape: 1", .change = [](Appliance& cm) {
                          cm.families.of("aws").list = {.order = ListOrder::kNone,
                                                        .sort = SortEffect::kIgnored};
                        }});
  const std::string page = scene.scrape();
  CHECK(family_sample(page, "cckm_discovery_complete") == 0.0);
  CHECK(reasons_of_discovered(page) == Reasons{"incomplete"});
  const Facts facts = scene.read();
  CHECK_THAT(facts.at("aws:container-1"), ContainsSubstring("cckm_sync_job_success"));
  scene.end();
}

TEST_CASE("fault 73: a refused sort is left out from then on") {
  DiscoveryScene scene;
  const Facts wanted = plain_facts(scene);
  scene.change_list([](ListBehaviour& list) { list.sort = SortEffect::kRefused; });
  CHECK(scene.read() == wanted);
  const auto requests = scene.simulator.stats().list_requests;
  CHECK(scene.read() == wanted);
  CHECK(scene.simulator.stats().list_requests == requests + 2);
  CHECK(warnings_in(scene.end(), "").empty());
}

TEST_CASE("fault 74: a filter that CM ignores") {
  DiscoveryScene scene;
  const Facts wanted = plain_facts(scene);
  scene.change_list([](ListBehaviour& list) { list.filters_ignored = true; });
  CHECK(scene.read() == wanted);
  CHECK(warnings_in(scene.end(), "").empty());
}

TEST_CASE("fault 75: a list that grows while it is read") {
  DiscoveryScene scene;
  const Facts wanted = plain_facts(scene);
  scene.change_list([](ListBehaviour& list) { list.growth = 7; });
  for (int scrapes = 0; scrapes < 3; ++scrapes) {
    Facts facts = scene.read();
    // The new runs are of the key container of the newest run.
    facts.at("aws:container-5") = wanted.at("aws:container-5");
    CHECK(facts == wanted);
  }
  CHECK(warnings_in(scene.end(), "").empty());
}

TEST_CASE("fault 76: an entry that cannot be understood fails the family") {
  const std::string id = R"("id":"a2",)";
  const std::string created = R"("createdAt":"2026-01-02T03:04:05Z",)";
  const std::string rest = R"("overall_status":"completed","detailed_status":{})";
  const std::vector<std::pair<std::string, std::string>> bodies = {
      {list_with(id + rest), "resources[1].createdAt"},
      {list_with(id + R"("createdAt":"yesterday",)" + rest), "resources[1].createdAt"},
      {list_with(R"("id":"../tokens",)" + created + rest), "resources[1].id"},
      {list_with(created + rest), "resources[1].id"},
      {R"({"resources":[1]})", "resources[0]"},
      {R"({"total":0})", "resources"}};
  for (const auto& [body, member] : bodies) {
    CAPTURE(member, body);
    DiscoveryScene scene;
    const Facts wanted = plain_facts(scene);
    scene.simulator.set_fault({.target = "sort=-createdAt", .body = body});
    for (int scrapes = 0; scrapes < 2; ++scrapes) check_unread(scene, "bad_schema");
    scene.simulator.clear_faults();
    CHECK(scene.read() == wanted);
    const auto lines = warnings_in(scene.end(), "");
    REQUIRE(lines.size() == 1);
    CHECK_THAT(lines[0], ContainsSubstring(" family=aws/keys reason=bad_schema "));
    CHECK_THAT(lines[0], ContainsSubstring(member));
  }
}

TEST_CASE("fault 76: null and an empty list are no runs") {
  for (const bool null : {true, false}) {
    DiscoveryScene scene({.change = [null](Appliance& cm) {
      cm.families.of("aws").history = RunHistory();
      cm.families.of("aws").list.null_when_empty = null;
    }});
    const Facts facts = scene.read();
    CHECK(facts.size() == 2);  // the manager and the configured job
    const std::string page = scene.scrape();
    CHECK(family_sample(page, "cckm_discovery_success") == 1.0);
    CHECK(family_sample(page, "cckm_discovery_runs") == 0.0);
    CHECK(warnings_in(scene.end(), "").empty());
  }
}

TEST_CASE("fault 77: a list that cannot be read any more") {
  const std::vector<std::pair<unsigned, std::string>> statuses = {
      {403, "forbidden"}, {404, "not_found"}, {500, "http_5xx"}};
  for (const char* discover : {"[{cloud: aws}]", "all"}) {
    for (const auto& [status, reason] : statuses) {
      CAPTURE(discover, status);
      DiscoveryScene scene({.discover = discover});
      scene.read();
      scene.simulator.set_fault(
          {.target = "/cckm/aws/synchronization-jobs?skip", .status = status});
      for (int scrapes = 0; scrapes < 2; ++scrapes) check_unread(scene, reason);
      scene.simulator.clear_faults();
      CHECK(reasons_of_discovered(scene.scrape()).empty());
      const auto lines = warnings_in(scene.end(), "family=aws/keys");
      REQUIRE(lines.size() == 1);
      CHECK_THAT(lines[0] + " ", ContainsSubstring(" reason=" + reason + " "));
    }
  }
}

TEST_CASE("fault 78: families that CM does not offer are no failures under all") {
  for (const unsigned status : {403U, 404U}) {
    DiscoveryScene scene({.discover = "all"});
    scene.simulator.set_fault({.kind = CallKind::kList, .status = status});
    scene.scrape();
    const auto requests = scene.simulator.stats().list_requests;
    const std::string page = scene.scrape();
    CHECK(scene.simulator.stats().list_requests == requests);  // asked again after 10 minutes
    CHECK(family_sample(page, "cckm_discovery_offered") == 0.0);
    CHECK(family_sample(page, "cckm_discovery_success") == std::nullopt);
    CHECK(sample(page, "cckm_up") == 1.0);
    const std::string log = scene.end();
    CHECK(warnings_in(log, "").empty());
    CHECK(count_lines(log, "family of jobs is not offered") == endpoints().size());
  }
}

TEST_CASE("fault 78: a named family that CM does not offer is a failure") {
  DiscoveryScene scene;
  scene.simulator.set_fault({.kind = CallKind::kList, .status = 403});
  const std::string page = scene.scrape();
  CHECK(family_sample(page, "cckm_discovery_error", {R"(reason="forbidden")"}) == 1.0);
  CHECK(family_sample(page, "cckm_discovery_offered") == 1.0);
  CHECK(warnings_in(scene.end(), "family=aws/keys").size() == 1);
}

TEST_CASE("fault 79: a hung run behind newer ones") {
  constexpr std::size_t kHung = 2;  // the third oldest run, of container-3
  DiscoveryScene scene({.change = [](Appliance& cm) {
    const Endpoint& aws = *find_endpoint("aws", "keys");
    RunRule rule = numbered_runs(aws, kRunsListed, kContainers, cm.now());
    rule.hanging = {kHung};
    rule.run = [run = rule.run](std::size_t index) {
      SimulatedJob job = run(index);
      if (index == kHung) job.progress->hangs = true;
      return job;
    };
    cm.families.of(aws).history = RunHistory(std::move(rule));
  }});
  scene.read();
  const std::string page = scene.scrape();
  const std::vector<std::string> job = {R"(sync_job="aws:container-3")"};
  const auto hours = [&](std::size_t count) {
    return std::chrono::duration<double>(
               (scene.clock.now() - std::chrono::hours(count)).time_since_epoch())
        .count();
  };
  CHECK(sample(page, "cckm_sync_job_running", job) == 1.0);
  CHECK(sample(page, "cckm_sync_job_oldest_running_timestamp_seconds", job) ==
        Approx(hours(kRunsListed - kHung)).margin(0.001));
  CHECK(sample(page, "cckm_sync_job_success", job) == 1.0);
  CHECK(sample(page, "cckm_sync_job_created_timestamp_seconds", job) ==
        Approx(hours(3)).margin(0.001));
  CHECK(sample(page, "cckm_sync_job_running", {R"(sync_job="aws:container-4")"}) == 0.0);
  scene.end();
}

TEST_CASE("fault 79: runs in progress that cannot be listed") {
  DiscoveryScene scene;
  scene.simulator.set_fault({.target = "overall_status=in_progress", .status = 500});
  scene.read();  // history, too
  const std::string page = scene.scrape();
  CHECK(reasons_of_discovered(page).empty());
  CHECK(family_sample(page, "cckm_discovery_success") == 1.0);
  CHECK(sample(page, "cckm_sync_job_running", {R"(sync_job="aws:container-1")"}) == std::nullopt);
  scene.simulator.clear_faults();
  CHECK(sample(scene.scrape(), "cckm_sync_job_running", {R"(sync_job="aws:container-1")"}) == 0.0);
  scene.end();
}

TEST_CASE("fault 80: a list of key containers that cannot be read") {
  for (const unsigned status : {403U, 404U, 500U}) {
    CAPTURE(status);
    DiscoveryScene scene;
    const Facts wanted = facts_without_times(plain_facts(scene));
    DiscoveryScene without;
    without.simulator.set_fault({.kind = CallKind::kContainers, .status = status});
    CHECK(facts_without_times(without.read()) == wanted);
    CHECK(sample(without.scrape(), "cckm_key_container_info") == std::nullopt);
    CHECK(warnings_in(without.end(), "").empty());
  }
}

TEST_CASE("fault 81: a scheduler that is not offered") {
  for (const Offer offer : {Offer::kForbidden, Offer::kNotFound}) {
    DiscoveryScene scene(
        {.change = [offer](Appliance& cm) { cm.scheduler.behaviour.offer = offer; }});
    plain_facts(scene);
    const std::string page = scene.scrape();
    CHECK(sample(page, "cckm_schedules_offered") == 0.0);
    CHECK(sample(page, "cckm_schedules_success") == std::nullopt);
    const std::string log = scene.end();
    CHECK(warnings_in(log, "").empty());
    CHECK(count_lines(log, "list of schedules is not offered") == 1);
  }
}

TEST_CASE("fault 81: schedules that cannot be read") {
  const std::vector<std::pair<Fault, std::string>> faults = {
      {{.kind = CallKind::kSchedules, .status = 500}, "http_5xx"},
      {{.kind = CallKind::kSchedules,
        .body = R"({"resources":[{"operation":"cckm_synchronization","id":1}]})"},
       "bad_schema"}};
  for (const auto& [fault, reason] : faults) {
    CAPTURE(reason);
    DiscoveryScene scene;
    scene.simulator.set_fault(fault);
    plain_facts(scene);
    const std::string page = scene.scrape();
    CHECK(sample(page, "cckm_schedules_success") == 0.0);
    CHECK(sample(page, "cckm_schedules_offered") == 1.0);
    const auto lines = warnings_in(scene.end(), "");
    REQUIRE(lines.size() == 1);
    CHECK_THAT(lines[0], ContainsSubstring("schedules=all reason=" + reason));
  }
}

TEST_CASE("fault 82: a schedule that never started a run") {
  DiscoveryScene scene(
      {.change = [](Appliance& cm) { add_schedule(cm, "new", "0 0 * * *", "container-new"); }});
  scene.read();
  const std::string page = scene.scrape();
  CHECK(sample(page, "cckm_scrape_job_error", {R"(sync_job="aws:container-new")"}) == 1.0);
  CHECK(reasons_of_discovered(page) == Reasons{"no_run"});
  CHECK(sample(page, "cckm_schedule_target_info",
               {R"(schedule="new")", R"(sync_job="aws:container-new")"}) == 1.0);
  scene.end();
}

TEST_CASE("fault 82: a schedule whose cron expression cannot be understood") {
  DiscoveryScene scene({.change = [](Appliance& cm) {
    add_schedule(cm, "odd", "@daily", "container-1");
    add_schedule(cm, "good", "0 0 * * *", "container-1");
  }});
  plain_facts(scene);
  const std::string page = scene.scrape();
  CHECK(sample(page, "cckm_schedule_invalid", {R"(schedule="odd")"}) == 1.0);
  CHECK(sample(page, "cckm_schedule_invalid", {R"(schedule="good")"}) == 0.0);
  CHECK(sample(page, "cckm_schedule_next_due_timestamp_seconds", {R"(schedule="odd")"}) ==
        std::nullopt);
  CHECK(sample(page, "cckm_schedule_next_due_timestamp_seconds", {R"(schedule="good")"}) > 0.0);
  scene.end();
}

TEST_CASE("fault 83: hostile names of key containers") {
  const std::string secret = make_canary();
  DiscoveryScene scene({.change =
                            [&](Appliance& cm) {
                              auto& list = cm.containers.at("aws/kms").containers;
                              list[0].name = "a\"b\\c\nd";
                              list[1].name = "vault " + secret;
                              list[2].name = "all";
                              list[3].name = list[4].name = "twin";
                              cm.families.of("aws").history = runs_by_id(list, cm.now());
                            },
                        .password = secret});
  scene.read();
  const std::string page = scene.scrape();
  for (const char* name : {R"(a\"b\\c\nd)", "<redacted>", "twin"}) {
    const std::string job = std::string("sync_job=\"aws:") + name + '"';
    CAPTURE(job);
    CHECK(sample(page, "cckm_scrape_job_success", {job}) == 1.0);
  }
  CHECK_THAT(page, ContainsSubstring("sync_job=\"aws:all-"));
  CHECK_THAT(page, ContainsSubstring("sync_job=\"aws:twin-"));
  CHECK(page.find("sync_job=\"aws:all\"") == std::string::npos);
  const std::string log = scene.end();
  CHECK(find_secret(page + log, {secret}) == std::nullopt);
}

TEST_CASE("fault 84: more key containers than the limit") {
  DiscoveryScene scene({.limits = "containers_per_family: 3"});
  const Facts facts = scene.read();
  CHECK(facts.size() == 1 + 1 + 3);
  CHECK(family_sample(scene.scrape(), "cckm_discovery_containers_dropped") == 2.0);
  scene.end();
}
