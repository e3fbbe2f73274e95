// SPDX-License-Identifier: Apache-2.0
// Families of a simulated CM, over real TLS: which requests are sent, and what is reported.
#include "exporter/cckm/family_reader.h"

#include <algorithm>
#include <future>
#include <map>
#include <string_view>
#include <thread>

#include "tests/simulator/appliance.h"
#include "tests/support/catch.h"
#include "tests/unit/cckm/manager_scene.h"

namespace cckm::test {
namespace {

using std::chrono::system_clock;

constexpr std::size_t kRuns = 250, kContainers = 7;

// A manager with one family. Its list has kRuns runs of kContainers key containers.
struct FamilyScene : ManagerScene {
  explicit FamilyScene(ListBehaviour list = {}) {
    settings.jobs.clear();
    settings.families = {{.endpoint = &kAws}};
    simulator.change([&](Appliance& cm) {
      family_of(cm).history = RunHistory(numbered_runs(kAws, kRuns, kContainers, begin));
      family_of(cm).list = list;
    });
  }

  static Family& family_of(Appliance& cm) { return cm.families.of("aws", "keys"); }

  void set_offer(Offer offer) {
    simulator.change([offer](Appliance& cm) { family_of(cm).offer = offer; });
  }
  void list_containers(std::vector<KeyContainer> containers) {
    simulator.change([&](Appliance& cm) { cm.containers.at("aws/kms").containers = containers; });
  }
  // Adds a run of `container-1` that goes on for hours. Returns its id.
  std::string start_run() {
    std::string id;
    simulator.change([&](Appliance& cm) {
      id = family_of(cm).history->add(
          begin_run({&kAws, {"container-1"}, {"123456789012/eu-west-1"}, 100h}, begin));
    });
    return id;
  }

  FamilyReport family() {
    Reading reading = read_item();
    CHECK(simulator.stats().unexpected_requests == 0);
    REQUIRE(reading.family);
    return std::move(*reading.family);
  }
  // Reads until all runs have been seen.
  FamilyReport complete_family() {
    for (int i = 0; i < 20; ++i) {
      auto read = family();
      REQUIRE_FALSE(read.failure);
      if (read.complete) return read;
    }
    FAIL("the family is not complete");
    return {};
  }
  std::uint64_t list_requests() const { return simulator.stats().list_requests; }
  std::uint64_t container_requests() const { return simulator.stats().container_requests; }

  const Time begin = system_clock::now();
};

using Newest = std::map<std::string, std::string>;  // key container -> run, or the reason

Newest newest_of(const FamilyReport& family) {
  Newest newest;
  for (const auto& [container, run, history] : family.containers) {
    newest[container.name] = run ? (*run)->id : std::string(reason_name(run.failure().reason));
  }
  return newest;
}

Newest newest_of(Appliance& cm) {
  Newest newest;
  const RunHistory& history = *FamilyScene::family_of(cm).history;
  for (std::size_t i = 0; i < history.size(); ++i) {
    const SimulatedJob run = history.at(i);
    for (const auto& container : run.containers) newest[container] = run.id;
  }
  return newest;
}

const ContainerReport& container(const FamilyReport& family, std::string_view name) {
  const auto found = std::ranges::find_if(
      family.containers, [&](const ContainerReport& each) { return each.container.name == name; });
  REQUIRE(found != family.containers.end());
  return *found;
}

TEST_CASE("the newest run of each key container is found in every kind of list") {
  const auto order = GENERATE(ListOrder::kNewestFirst, ListOrder::kOldestFirst, ListOrder::kNone);
  const auto sort = GENERATE(SortEffect::kHonoured, SortEffect::kIgnored, SortEffect::kRefused);
  const auto limit = GENERATE(0, 30, 100);  // 0: ignored
  CAPTURE(order, sort, limit);
  ListBehaviour list{.order = order, .sort = sort, .limit_ignored = limit == 0};
  if (limit > 0) list.limit_cap = limit;
  FamilyScene scene(list);
  const FamilyReport family = scene.complete_family();
  Newest newest;
  scene.simulator.change([&](Appliance& cm) { newest = newest_of(cm); });
  CHECK(newest.size() == kContainers);
  CHECK(newest_of(family) == newest);
  CHECK(family.runs == kRuns);
  CHECK(container(family, "container-1").history.observed_interval_seconds == 7 * 3600);
}

TEST_CASE("a list with an order costs two requests once all runs have been seen") {
  const auto order = GENERATE(ListOrder::kNewestFirst, ListOrder::kOldestFirst);
  FamilyScene scene({.order = order, .sort = SortEffect::kIgnored});
  scene.complete_family();
  const auto before = scene.simulator.stats();
  CHECK(scene.family().requests == 2);
  CHECK(scene.simulator.stats().requests == before.requests + 2);
}

TEST_CASE("a list that refuses sort is asked without it from then on") {
  FamilyScene scene({.sort = SortEffect::kRefused});
  CHECK_FALSE(scene.family().failure);
  scene.complete_family();
  const auto before = scene.list_requests();
  CHECK_FALSE(scene.family().failure);
  CHECK(scene.list_requests() == before + 2);
}

TEST_CASE("sort is refused by 400, 422, 500 or 501") {
  const int status = GENERATE(400, 422, 500, 501);
  CAPTURE(status);
  FamilyScene scene({.order = ListOrder::kOldestFirst, .sort = SortEffect::kIgnored});
  scene.simulator.set_fault({.target = "sort=", .status = static_cast<unsigned>(status)});
  scene.complete_family();
  CHECK(scene.family().requests == 2);
}

TEST_CASE("other statuses, or a 500 for a list that was sorted before, do not refuse sort") {
  const auto [status, requests_before] = GENERATE(table<int, int>({{405, 0}, {500, 1}}));
  CAPTURE(status);
  FamilyScene scene;
  for (int i = 0; i < requests_before; ++i) CHECK_FALSE(scene.family().failure);
  scene.simulator.set_fault({.target = "sort=", .status = static_cast<unsigned>(status)});
  const auto before = scene.list_requests();
  CHECK(scene.read_item().failure->status == status);
  CHECK(scene.list_requests() == before + 1);
}

TEST_CASE("a family that CM does not offer is no failure, and is not asked again at once") {
  FamilyScene scene;
  scene.set_offer(GENERATE(Offer::kForbidden, Offer::kNotFound));
  for (int i = 0; i < 3; ++i) {
    const Reading reading = scene.read_item();
    CHECK(reading.answered);
    CHECK_FALSE(reading.failure);
    REQUIRE(reading.family);
    CHECK_FALSE(reading.family->offered);
    CHECK_FALSE(reading.family->failure);
    CHECK_FALSE(reading.family->runs);
  }
  CHECK(scene.list_requests() == 1);
}

TEST_CASE("a failed login does not mean that CM does not offer a family") {
  FamilyScene scene;
  const unsigned status = GENERATE(403U, 404U);
  scene.simulator.set_fault({.kind = CallKind::kToken, .status = status, .body = "<html>"});
  for (int i = 0; i < 2; ++i) {
    const Reading reading = scene.read_item();
    CHECK_FALSE(reading.answered);
    CHECK(reading.login_failed);
    REQUIRE(reading.failure);
    CHECK(reading.failure->status == static_cast<int>(status));
  }
  scene.simulator.clear_faults();
  CHECK_FALSE(scene.complete_family().failure);
}

TEST_CASE("a family for which a proxy responded is asked for again at once") {
  FamilyScene scene;
  scene.simulator.set_fault({.kind = CallKind::kList, .status = 404, .body = "<html>"});
  for (std::uint64_t requests = 1; requests <= 2; ++requests) {
    const Reading reading = scene.read_item();
    CHECK_FALSE(reading.answered);
    CHECK_FALSE(reading.family->offered);
    CHECK(scene.list_requests() == requests);
  }
  scene.simulator.clear_faults();
  CHECK(scene.complete_family().offered);
}

TEST_CASE("a family that CM offered is missed later") {
  FamilyScene scene;
  scene.family();
  scene.set_offer(Offer::kForbidden);
  const FamilyReport family = scene.family();
  CHECK(family.offered);
  REQUIRE(family.failure);
  CHECK(family.failure->reason == Reason::kForbidden);
  CHECK(family.failure->status == 403);
}

TEST_CASE("a family that the configuration names is missed at once") {
  FamilyScene scene;
  scene.settings.families[0].required = true;
  scene.set_offer(Offer::kForbidden);
  const Reading reading = scene.read_item();
  CHECK(reading.answered);
  REQUIRE(reading.failure);
  CHECK(reading.failure->reason == Reason::kForbidden);
  CHECK(reading.family->failure == reading.failure);
  CHECK(reading.family->offered);
}

TEST_CASE("a run in progress is counted, and not if CM does not list those in progress") {
  FamilyScene scene;
  const std::string id = scene.start_run();
  FamilyReport family = scene.complete_family();
  CHECK(newest_of(family).at("container-1") == id);
  CHECK(container(family, "container-1").history.running == 1);
  CHECK(container(family, "container-1").history.oldest_running == timestamp_of(scene.begin));
  CHECK(container(family, "container-2").history.running == 0);

  scene.simulator.set_fault(
      {.kind = CallKind::kList, .target = "overall_status=in_progress", .status = 500});
  family = scene.family();
  CHECK_FALSE(family.failure);
  CHECK(newest_of(family).at("container-1") == id);
  CHECK_FALSE(container(family, "container-1").history.running);
  CHECK_FALSE(container(family, "container-1").history.oldest_running);
}

TEST_CASE("the end of a run is counted once") {
  FamilyScene scene;
  const std::string id = scene.start_run();
  CHECK(container(scene.complete_family(), "container-1").history.ended == RunCounts{});
  scene.simulator.change([&](Appliance& cm) {
    FamilyScene::family_of(cm).history->cancel_run(id, system_clock::now());
  });
  RunCounts one{};
  one[static_cast<std::size_t>(JobStatus::kCanceled)] = 1;
  for (int i = 0; i < 2; ++i) {
    const FamilyReport family = scene.family();
    CHECK(container(family, "container-1").history.ended == one);
    CHECK(container(family, "container-1").history.running == 0);
  }
}

TEST_CASE("without detailed_status in the list, the newest runs are read by their ids, once") {
  FamilyScene scene({.without_detailed_status = true});
  const FamilyReport family = scene.complete_family();
  CHECK(scene.simulator.stats().job_requests == kContainers);
  const auto& newest = container(family, "container-1");
  REQUIRE(newest.run);
  CHECK((*newest.run)->regions.size() == 3);
  CHECK(newest.history.last_success);
  scene.family();
  CHECK(scene.simulator.stats().job_requests == kContainers);
}

TEST_CASE("an entry of an older page that cannot be understood fails the family") {
  FamilyScene scene;
  scene.simulator.set_fault({.kind = CallKind::kList,
                             .target = "skip=99&",
                             .body = R"({"resources":[{"id":"1","overall_status":"completed"}]})"});
  const Reading reading = scene.read_item();
  REQUIRE(reading.failure);
  CHECK(reading.failure->reason == Reason::kBadSchema);
}

TEST_CASE("an entry that cannot be understood fails the family and all that it had") {
  FamilyScene scene;
  scene.family();
  scene.simulator.set_fault({.kind = CallKind::kList,
                             .times = 1,
                             .body = R"({"resources":[{"id":"1","overall_status":"completed"}]})"});
  const Reading reading = scene.read_item();
  CHECK(reading.answered);
  REQUIRE(reading.family);
  const Failure wanted{Reason::kBadSchema, "resources[0].createdAt: missing"};
  REQUIRE(reading.family->failure);
  CHECK(reading.family->failure->reason == wanted.reason);
  CHECK(reading.family->failure->detail == wanted.detail);
  CHECK(reading.failure == reading.family->failure);
  const auto failed = newest_of(*reading.family);
  CHECK(failed.size() == kContainers);
  for (const auto& [name, reason] : failed) CHECK(reason == "bad_schema");
  CHECK_FALSE(scene.family().failure);
}

TEST_CASE("a family that was not read has its key containers and the reason") {
  FamilyScene scene;
  scene.list_containers(numbered_containers(2));
  scene.family();
  const Reading unread = scene.manager->unread(0, {Reason::kTimeout, "deadline"});
  CHECK(unread.failure == Failure{Reason::kTimeout, "deadline"});
  REQUIRE(unread.family);
  CHECK(unread.family->failure == unread.failure);
  CHECK(unread.family->listed->all().size() == 2);
  const auto failed = newest_of(*unread.family);
  CHECK(failed.size() == kContainers);
  for (const auto& [name, reason] : failed) CHECK(reason == "timeout");
}

TEST_CASE("a reload keeps what was found, unless the family has other settings") {
  FamilyScene scene;
  scene.list_containers(numbered_containers(kContainers));
  scene.complete_family();
  const auto before = scene.simulator.stats();
  SECTION("with other key containers") {
    scene.settings.families[0].containers = {"container-1"};
    scene.reload();
    const FamilyReport family = scene.family();
    CHECK(family.complete);
    CHECK(family.requests == 2);
    CHECK(family.wanted == std::vector<std::string>{"container-1"});
    CHECK(scene.list_requests() == before.list_requests + 2);
    CHECK(scene.container_requests() == before.container_requests);
  }
  SECTION("not with another lookback") {
    scene.settings.families[0].lookback = 400h;
    scene.reload();
    CHECK(scene.family().requests > 2);
    CHECK(scene.container_requests() == before.container_requests + 1);
  }
}

TEST_CASE("key containers have their names and ids from CM's list, which is read once") {
  FamilyScene scene;
  scene.list_containers(numbered_containers(250));
  for (int i = 0; i < 2; ++i) {
    const FamilyReport family = scene.family();
    REQUIRE(family.listed);
    CHECK(family.listed->all().size() == 250);
    CHECK(container(family, "container-1").container.id == "00000000-0000-4000-9000-000000000001");
  }
  CHECK(scene.container_requests() == 3);
}

TEST_CASE("pages of runs and of key containers have one limit together") {
  FamilyScene scene;
  scene.settings.limits.pages_per_scrape = 4;
  scene.list_containers(numbered_containers(450));
  // Two requests for the newest runs, three for older ones, and two for key containers.
  CHECK(scene.family().requests == 7);
  CHECK(scene.container_requests() == 2);
  const FamilyReport warm = scene.family();
  CHECK(warm.listed->all().size() == 450);
  CHECK(warm.requests == 2 + 3);
  CHECK(scene.family().requests == 2);
}

TEST_CASE("a long list of key containers is read although runs use up the page limit") {
  FamilyScene scene({.order = ListOrder::kNone, .sort = SortEffect::kIgnored});
  scene.settings.limits.pages_per_scrape = 1;
  scene.list_containers(numbered_containers(250));
  for (std::uint64_t requests = 1; requests <= 3; ++requests) {
    CHECK(scene.family().listed->all().empty() == (requests < 3));
    CHECK(scene.container_requests() == requests);
  }
}

TEST_CASE("a failing list of key containers costs nothing else") {
  FamilyScene scene;
  scene.simulator.set_fault(
      GENERATE(Fault{.kind = CallKind::kContainers, .status = 403},
               Fault{.kind = CallKind::kContainers, .body = R"({"resources":[7]})"}));
  for (int i = 0; i < 2; ++i) {
    const Reading reading = scene.read_item();
    CHECK_FALSE(reading.failure);
    CHECK(reading.family->containers.size() == kContainers);
    CHECK(reading.family->listed->all().empty());
  }
  CHECK(scene.container_requests() == 1);
}

TEST_CASE("a text of a key container is redacted") {
  FamilyScene scene;
  scene.list_containers({{"id-simulated-password", "kms simulated-password"}});
  const FamilyReport family = scene.family();
  REQUIRE(family.listed->all().size() == 1);
  CHECK(family.listed->all()[0].name == "<redacted>");
  CHECK(family.listed->all()[0].id == "<redacted>");
}

TEST_CASE("the Retry-After of a 429 is honoured for the list") {
  FamilyScene scene;
  scene.family();
  const auto before = scene.list_requests();
  scene.simulator.set_fault(
      {.kind = CallKind::kList, .times = 1, .status = 429, .headers = {{"Retry-After", "120"}}});
  for (int i = 0; i < 2; ++i) {
    const FamilyReport family = scene.family();
    REQUIRE(family.failure);
    CHECK(family.failure->reason == Reason::kRateLimited);
  }
  CHECK(scene.list_requests() == before + 1);
}

TEST_CASE("a second collection waits for the first one, at most until its own deadline") {
  FamilyScene scene;
  scene.settings.schedules = true;  // a second item, and so a second worker
  scene.settings.max_concurrency = 2;
  scene.family();
  scene.simulator.set_fault(
      {.kind = CallKind::kList, .cut = Stage::kStart, .ending = Ending::kStall});
  const auto before = scene.list_requests();
  auto first = std::async(std::launch::async, [&] { return scene.read_item(); });
  while (scene.list_requests() == before) std::this_thread::yield();
  const auto now = std::chrono::steady_clock::now();
  const Reading second = scene.whole(0, scene.manager->read(1, 0, {now, now + 20ms}));
  CHECK(second.failure == Failure{Reason::kTimeout, "another collection reads the family"});
  CHECK(newest_of(*second.family).size() == kContainers);
  scene.manager->cancel();
  CHECK(first.get().failure);
}

TEST_CASE("older runs are read only in the first half of a collection") {
  FamilyScene scene;
  const Reading reading = scene.read_item(0, 61s, 60s);
  REQUIRE(reading.family);
  CHECK_FALSE(reading.family->failure);
  CHECK_FALSE(reading.family->complete);
  CHECK(scene.list_requests() == 2);
  CHECK(newest_of(*reading.family).size() == kContainers);
  scene.complete_family();
}

TEST_CASE("the newest page is read in every collection, however late, and whatever is known") {
  const auto order = GENERATE(ListOrder::kNewestFirst, ListOrder::kOldestFirst, ListOrder::kNone);
  CAPTURE(order);
  FamilyScene scene({.order = order, .sort = SortEffect::kIgnored});
  scene.complete_family();
  const auto before = scene.list_requests();
  const Reading late = scene.read_item(0, 61s, 60s);
  CHECK_FALSE(late.failure);
  CHECK(scene.list_requests() == before + 2);
  scene.simulator.set_fault({.kind = CallKind::kList, .status = 500});
  const Reading failed = scene.read_item();
  REQUIRE(failed.failure);
  CHECK(failed.failure->reason == Reason::kHttp5xx);
  for (const auto& [name, reason] : newest_of(*failed.family)) CHECK(reason == "http_5xx");
}

TEST_CASE("a failure of an older page ends the collection, and the next one goes on") {
  FamilyScene scene;
  scene.simulator.set_fault({.kind = CallKind::kList, .target = "skip=1", .status = 500});
  const FamilyReport family = scene.family();
  CHECK_FALSE(family.failure);
  CHECK_FALSE(family.complete);
  CHECK(newest_of(family).size() == kContainers);
  scene.simulator.clear_faults();
  CHECK(scene.family().complete);
}

TEST_CASE("history is read on although CM does not list the runs in progress") {
  FamilyScene scene({.order = ListOrder::kNone, .sort = SortEffect::kIgnored});
  scene.simulator.set_fault(
      {.kind = CallKind::kList, .target = "overall_status=in_progress", .status = 500});
  CHECK(scene.family().complete);
}

TEST_CASE("a refused login is the failure of the family, and nothing else is asked") {
  FamilyScene scene;
  scene.use_password("wrong");
  const Reading reading = scene.read_item();
  CHECK(reading.login_failed);
  CHECK_FALSE(reading.answered);
  REQUIRE(reading.failure);
  CHECK(reading.failure->reason == Reason::kAuth);
  CHECK(reading.family->failure == reading.failure);
  CHECK(scene.list_requests() == 0);
  CHECK(scene.container_requests() == 0);
}

TEST_CASE("an incomplete list without order has no newest runs, and no older one passes for them") {
  FamilyScene scene({.order = ListOrder::kNone, .sort = SortEffect::kIgnored, .limit_cap = 10});
  const FamilyReport family = scene.family();
  CHECK_FALSE(family.failure);
  CHECK_FALSE(family.complete);
  for (const auto& [name, reason] : newest_of(family)) CHECK(reason == "incomplete");
}

}  // namespace
}  // namespace cckm::test
