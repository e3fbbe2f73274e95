// SPDX-License-Identifier: Apache-2.0
// The sync_jobs that families, key containers and schedules become.
#include "exporter/discovery/join.h"

#include <algorithm>
#include <map>
#include <string_view>
#include <utility>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

const Endpoint& kAws = *find_endpoint("aws", "keys");
const Endpoint& kAzureSecrets = *find_endpoint("azure", "secrets");

constexpr Timestamp kEarlier{1000, 0}, kLater{2000, 0};

std::shared_ptr<const SyncJob> run_of(std::string id) {
  SyncJob run;
  run.id = std::move(id);
  return std::make_shared<const SyncJob>(std::move(run));
}

ContainerReport container(const std::string& name, const std::string& id = "") {
  return {{.id = id, .name = name}, run_of("run of " + name)};
}

FamilyReport family(std::vector<ContainerReport> containers, const Endpoint& endpoint = kAws) {
  FamilyReport family{.endpoint = &endpoint, .most_containers = 100, .fetch_seconds = 0.5};
  family.containers = std::move(containers);
  return family;
}

ManagerReport manager(std::vector<FamilyReport> families) {
  return {.manager = "cm", .families = std::move(families)};
}

JobReport configured(const std::string& name) {
  return {name, kAws, run_of("configured")};
}

ScheduleReport schedule(const std::string& name, ScheduleTarget target, bool enabled = true) {
  ScheduleReport report;
  report.schedule.name = name;
  report.schedule.targets = {std::move(target)};
  report.enabled = enabled;
  return report;
}

ScheduleTarget starts_some(std::vector<std::string> containers, const Endpoint& endpoint = kAws) {
  return {.endpoint = &endpoint, .synchronize_all = false, .containers = std::move(containers)};
}
ScheduleTarget starts_all(const Endpoint& endpoint = kAws) {
  return {.endpoint = &endpoint, .synchronize_all = true, .containers = {}};
}

// What became of each sync_job: the id of its run, or the reason.
std::map<std::string, std::string> jobs_of(const ManagerReport& report) {
  std::map<std::string, std::string> jobs;
  for (const JobReport& job : report.jobs) {
    jobs[job.sync_job] =
        job.run ? (*job.run)->id : std::string(reason_name(job.run.failure().reason));
  }
  CHECK(jobs.size() == report.jobs.size());
  return jobs;
}

std::map<std::string, std::string> joined(ManagerReport report) {
  join(report);
  return jobs_of(report);
}

const JobReport& job(const ManagerReport& report, std::string_view name) {
  const auto found = std::ranges::find(report.jobs, name, &JobReport::sync_job);
  REQUIRE(found != report.jobs.end());
  return *found;
}

using Jobs = std::map<std::string, std::string>;

TEST_CASE("each key container becomes a sync_job of its family") {
  auto report = manager({family({container("kms"), container("")}),
                         family({container("vault", "1")}, kAzureSecrets)});
  join(report);
  CHECK(jobs_of(report) == Jobs{{"aws:kms", "run of kms"},
                                {"aws:all", "run of "},
                                {"azure/secrets:vault", "run of vault"}});
  const JobReport& kms = job(report, "aws:kms");
  CHECK(&kms.endpoint == &kAws);
  CHECK(kms.discovered());
  CHECK(kms.fetch_seconds == 0.5);
  CHECK(report.families[0].containers.empty());
}

TEST_CASE("a configured job keeps its name, and the discovered one is left out") {
  auto report = manager({family({container("a"), container("b")})});
  report.jobs.push_back(configured("aws:a"));
  join(report);
  CHECK(jobs_of(report) == Jobs{{"aws:a", "configured"}, {"aws:b", "run of b"}});
  CHECK_FALSE(report.jobs[0].discovered());
  CHECK(report.anomalies == std::vector<Anomaly>{{AnomalyKind::kNameTaken, "aws:a"}});
}

TEST_CASE("of several configured key containers, those without a run are missed") {
  auto wanted = family({container("kms", "7"), container("other"), container("")});
  wanted.listed =
      std::make_shared<const KeyContainers>(std::vector<KeyContainer>{{.id = "7", .name = "kms"}});
  wanted.wanted = {"7", "gone"};
  CHECK(joined(manager({wanted})) ==
        Jobs{{"aws:kms", "run of kms"}, {"aws:gone", "no_run"}, {"aws:all", "run of "}});
}

TEST_CASE("a key container that is only listed becomes no sync_job") {
  auto listed = family({container("kms", "7")});
  listed.listed = std::make_shared<const KeyContainers>(
      std::vector<KeyContainer>{{.id = "7", .name = "kms"}, {.id = "8", .name = "idle"}});
  CHECK(joined(manager({listed})) == Jobs{{"aws:kms", "run of kms"}});
}

TEST_CASE("at most so many key containers have series, the expected ones first") {
  auto limited = family({container("a"), container("b"), container("c"), container("d")});
  limited.most_containers = 2;
  SECTION("by name") {
    auto report = manager({limited});
    join(report);
    CHECK(jobs_of(report) == Jobs{{"aws:a", "run of a"}, {"aws:b", "run of b"}});
    CHECK(report.families[0].dropped == 2);
  }
  SECTION("a schedule starts one") {
    auto report = manager({limited});
    report.schedules = SchedulesReport{.schedules = {schedule("s", starts_some({"d"}))}};
    join(report);
    CHECK(jobs_of(report) == Jobs{{"aws:a", "run of a"}, {"aws:d", "run of d"}});
    CHECK(report.families[0].dropped == 2);
  }
  SECTION("more are expected than there is room for") {
    limited.wanted = {"b", "c", "d"};
    auto report = manager({limited});
    join(report);
    CHECK(jobs_of(report) == Jobs{{"aws:b", "run of b"}, {"aws:c", "run of c"}});
    CHECK(report.families[0].dropped == 1);
  }
}

TEST_CASE("every sync_job of a family that cannot be read fails for its reason") {
  const Failure failure{Reason::kHttp5xx, "", 503};
  auto failing = family({{{.id = "", .name = "kms"}, failure}});
  failing.failure = failure;
  failing.wanted = {"kms", "new"};
  CHECK(joined(manager({failing})) == Jobs{{"aws:kms", "http_5xx"}, {"aws:new", "http_5xx"}});
}

TEST_CASE("an incomplete key container stays so") {
  const Failure incomplete{Reason::kIncomplete, ""};
  auto unread = family({{{.id = "", .name = "kms"}, incomplete}});
  unread.wanted = {"kms"};
  CHECK(joined(manager({unread})) == Jobs{{"aws:kms", "incomplete"}});
}

TEST_CASE("a key container that an enabled schedule starts is expected to have runs") {
  auto report = manager({family({container("kms")})});
  report.schedules = SchedulesReport{
      .schedules = {schedule("enabled", starts_some({"kms", "new"})),
                    schedule("disabled", starts_some({"old"}), false),
                    schedule("of another family", starts_some({"vault"}, kAzureSecrets))}};
  CHECK(joined(report) == Jobs{{"aws:kms", "run of kms"}, {"aws:new", "no_run"}});
}

TEST_CASE("a schedule has the sync_jobs that it starts") {
  auto kms = family({container("kms", "7"), container("other")});
  kms.listed =
      std::make_shared<const KeyContainers>(std::vector<KeyContainer>{{.id = "7", .name = "kms"}});
  auto report = manager({kms});
  report.schedules = SchedulesReport{
      .schedules = {schedule("by id", starts_some({"7"})),
                    schedule("by name", starts_some({"kms"})), schedule("all", starts_all()),
                    schedule("disabled", starts_some({"other"}), false)}};
  join(report);
  const auto& schedules = report.schedules->schedules;
  using Names = std::vector<std::string>;
  CHECK(schedules[0].sync_jobs == Names{"aws:kms"});
  CHECK(schedules[1].sync_jobs == Names{"aws:kms"});
  CHECK(schedules[2].sync_jobs == Names{"aws:all", "aws:kms", "aws:other"});
  CHECK(schedules[3].sync_jobs == Names{"aws:other"});
  CHECK(job(report, "aws:all").run.failure().reason == Reason::kNoRun);
}

TEST_CASE("a sync_job has the shortest interval and the newest due time of enabled schedules") {
  const auto timed = [](ScheduleReport report, Timestamp due, std::chrono::seconds interval) {
    report.last_due = due;
    report.interval = interval;
    return report;
  };
  auto report = manager({family({container("a"), container("b"), container("c")})});
  report.schedules = SchedulesReport{
      .schedules = {
          timed(schedule("hourly", starts_some({"a"})), kLater, std::chrono::hours(1)),
          timed(schedule("daily", starts_some({"a", "b"})), kEarlier, std::chrono::hours(24)),
          timed(schedule("off", starts_some({"b", "c"}), false), kLater, std::chrono::minutes(1))}};
  std::ranges::sort(report.schedules->schedules, {},
                    [](const ScheduleReport& each) { return each.schedule.name; });
  if (GENERATE(false, true)) std::ranges::reverse(report.schedules->schedules);
  join(report);
  const History& a = *job(report, "aws:a").history;
  CHECK(a.expected_interval_seconds == 3600);
  CHECK(a.last_due == kLater);
  const History& b = *job(report, "aws:b").history;
  CHECK(b.expected_interval_seconds == 86400);
  CHECK(b.last_due == kEarlier);
  const History& c = *job(report, "aws:c").history;
  CHECK_FALSE(c.expected_interval_seconds);
  CHECK_FALSE(c.last_due);
}

TEST_CASE("the result does not depend on the order of key containers and listed ones") {
  std::vector<ContainerReport> containers = {container("a", "1"), container("a", "2"),
                                             container("b"), container("all", "3"), container("")};
  containers[1].run = run_of("second");
  auto first = family(containers);
  first.most_containers = 4;
  auto second = first;
  std::ranges::reverse(second.containers);
  const auto jobs = joined(manager({first}));
  CHECK(jobs == joined(manager({second})));
  CHECK(jobs == Jobs{{"aws:a", "run of a"},
                     {"aws:a-2", "second"},
                     {"aws:all", "run of "},
                     {"aws:all-3", "run of all"}});
}

}  // namespace
}  // namespace cckm::test
