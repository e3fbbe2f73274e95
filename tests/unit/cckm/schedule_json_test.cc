// SPDX-License-Identifier: Apache-2.0
// Pages of CM's list of schedules: what is read, what is skipped and what fails.
#include "exporter/cckm/schedule_json.h"

#include <string>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using Containers = std::vector<std::string>;

std::string page_of(const std::string& resources) {
  return R"({"skip":0,"limit":100,"total":1,"resources":[)" + resources + "]}";
}

// A schedule with these members beside id and operation.
std::string entry(const std::string& more = "") {
  return R"({"id":"s1","operation":"cckm_synchronization")" + (more.empty() ? "" : "," + more) +
         "}";
}

std::string entry_with(const std::string& parameters) {
  return entry(R"("cckm_synchronization_params":{)" + parameters + "}");
}

SchedulePage read_schedules(const std::string& body) {
  CAPTURE(body);
  const auto page = parse_schedules(body);
  REQUIRE(page);
  return *page;
}

cckm::Schedule only_schedule(const std::string& resources) {
  const SchedulePage page = read_schedules(page_of(resources));
  REQUIRE(page.schedules.size() == 1);
  return page.schedules.front();
}

// Returns the families as `cloud/resource`, in their order.
Containers families_of(const cckm::Schedule& schedule) {
  Containers families;
  for (const ScheduleTarget& target : schedule.targets) {
    families.push_back(std::string(target.endpoint->cloud) + '/' +
                       std::string(target.endpoint->resource));
  }
  return families;
}

TEST_CASE("the documented schedule is read") {
  const cckm::Schedule schedule = only_schedule(
      R"({"id":"4b9e1f7e-0000-4000-8000-000000000001",)"
      R"("uri":"kylo:kylo:scheduler:job-configs:4b9e1f7e",)"
      R"("account":"kylo:kylo:admin:accounts:kylo","createdAt":"2026-01-05T09:00:00.000000Z",)"
      R"("updatedAt":"2026-01-06T09:00:00.250000Z","name":"weekly-aws","description":"",)"
      R"("operation":"cckm_synchronization","run_at":"0 9 * * sat","run_on":"any",)"
      R"("disabled":false,"start_date":"2026-01-01T14:24:00Z","end_date":"2030-12-07T14:24:00Z",)"
      R"("cckm_synchronization_params":{"cloud_name":"aws","kms":["kms-production","b"],)"
      R"("synchronize_all":false}})");
  CHECK(schedule.id == "4b9e1f7e-0000-4000-8000-000000000001");
  CHECK(schedule.name == "weekly-aws");
  CHECK(schedule.cron_text == "0 9 * * sat");
  CHECK(schedule.cron);
  CHECK_FALSE(schedule.disabled);
  CHECK(schedule.start == parse_timestamp("2026-01-01T14:24:00Z"));
  CHECK(schedule.end == parse_timestamp("2030-12-07T14:24:00Z"));
  CHECK(schedule.changed == parse_timestamp("2026-01-06T09:00:00.25Z"));
  CHECK(schedule.targets ==
        std::vector{ScheduleTarget{find_endpoint("aws", "keys"), false, {"kms-production", "b"}}});
  CHECK(next_due(schedule, *parse_timestamp("2026-03-01T00:00:00Z")) ==
        parse_timestamp("2026-03-07T09:00:00Z"));
}

TEST_CASE("a schedule needs only its id") {
  const cckm::Schedule schedule = only_schedule(entry());
  CHECK(schedule.name == "s1");
  CHECK(schedule.cron_text.empty());
  CHECK_FALSE(schedule.cron);
  CHECK_FALSE(schedule.disabled);
  CHECK_FALSE(schedule.start);
  CHECK_FALSE(schedule.end);
  CHECK_FALSE(schedule.changed);
  CHECK(schedule.targets.empty());
  CHECK(only_schedule(entry(R"("name":"")")).name == "s1");
  CHECK(only_schedule(entry(R"("disabled":true)")).disabled);
}

TEST_CASE("an expression that cannot be understood leaves its text") {
  const cckm::Schedule schedule = only_schedule(entry(R"("run_at":"@daily")"));
  CHECK(schedule.cron_text == "@daily");
  CHECK_FALSE(schedule.cron);
}

TEST_CASE("a time that is not set is absent") {
  const auto* const text = GENERATE("null", R"("")", R"("0001-01-01T00:00:00Z")");
  CAPTURE(text);
  const std::string value(text);
  const cckm::Schedule schedule = only_schedule(
      entry(R"("start_date":)" + value + R"(,"end_date":)" + value + R"(,"updatedAt":)" + value));
  CHECK_FALSE(schedule.start);
  CHECK_FALSE(schedule.end);
  CHECK_FALSE(schedule.changed);
}

TEST_CASE("a schedule that was never updated changed when it was created") {
  const auto created = parse_timestamp("2026-01-05T09:00:00Z");
  CHECK(only_schedule(entry(R"("createdAt":"2026-01-05T09:00:00Z")")).changed == created);
  CHECK(only_schedule(entry(R"("createdAt":"2026-01-05T09:00:00Z","updatedAt":"")")).changed ==
        created);
}

TEST_CASE("the cloud of a schedule decides about family and containers") {
  const auto [cloud, family, containers] = GENERATE(table<std::string, std::string, std::string>({
      {"aws", "aws/keys", "kms"},
      {"AzureCloud", "azure/keys", "key_vaults"},
      {"azurecloud", "azure/keys", "key_vaults"},
      {"gcp", "google/keys", "key_rings"},
      {"oci", "oci/keys", "oci_vaults"},
      {"sfdc", "sfdc/keys", "organizations"},
      {"sap", "sap/keys", "groups"},
      {"dsm", "dsm/domains", "domains"},
      {"hsm-luna", "luna/keys", "partitions"},
  }));
  CAPTURE(cloud);
  const cckm::Schedule schedule = only_schedule(entry_with(
      R"("cloud_name":")" + cloud + R"(","other":["x"],")" + containers + R"(":["a","",7,"b"])"));
  CHECK(families_of(schedule) == Containers{family});
  CHECK(schedule.targets.front().containers == Containers{"a", "b"});
  CHECK_FALSE(schedule.targets.front().synchronize_all);
}

TEST_CASE("a schedule of an unknown cloud has no target") {
  const auto* const parameters =
      GENERATE(R"("cloud_name":"mars","kms":["a"])", R"("cloud_name":"")", R"("kms":["a"])", "");
  CAPTURE(parameters);
  CHECK(only_schedule(entry_with(parameters)).targets.empty());
}

TEST_CASE("a schedule can synchronize every key container") {
  const cckm::Schedule schedule =
      only_schedule(entry_with(R"("cloud_name":"gcp","synchronize_all":true)"));
  REQUIRE(schedule.targets.size() == 1);
  CHECK(schedule.targets.front().synchronize_all);
  CHECK(schedule.targets.front().containers.empty());
}

TEST_CASE("items select the families of a cloud") {
  const auto [parameters, families] = GENERATE(table<std::string, Containers>({
      {R"("cloud_name":"AzureCloud","sync_item":"key")", {"azure/keys"}},
      {R"("cloud_name":"AzureCloud","sync_item":"Secret")", {"azure/secrets"}},
      {R"("cloud_name":"AzureCloud","sync_item":"certificate")", {"azure/certificates"}},
      {R"("cloud_name":"AzureCloud","sync_item":"all")",
       {"azure/keys", "azure/secrets", "azure/certificates"}},
      {R"("cloud_name":"AzureCloud","sync_item":"")", {"azure/keys"}},
      {R"("cloud_name":"AzureCloud","sync_item":"blob")", {}},
      {R"("cloud_name":"AzureCloud","sync_items":["certificate","key"])",
       {"azure/keys", "azure/certificates"}},
      {R"("cloud_name":"AzureCloud","sync_items":[],"sync_item":null)", {"azure/keys"}},
      {R"("cloud_name":"sfdc","sync_item":"all")", {"sfdc/keys", "sfdc/certificates"}},
  }));
  CAPTURE(parameters);
  const cckm::Schedule schedule =
      only_schedule(entry_with(parameters + R"(,"key_vaults":["v"],"synchronize_all":true)"));
  CHECK(families_of(schedule) == families);
  for (const ScheduleTarget& target : schedule.targets) {
    CHECK(target.synchronize_all);
    CHECK(target.containers ==
          (target.endpoint->cloud == "azure" ? Containers{"v"} : Containers{}));
  }
}

TEST_CASE("the parameters have one of two names") {
  const std::string aws = R"({"cloud_name":"aws"})";
  CHECK(families_of(only_schedule(entry(R"("job_config_params":)" + aws))) ==
        Containers{"aws/keys"});
  const cckm::Schedule both = only_schedule(
      entry(R"("job_config_params":{"cloud_name":"gcp"},"cckm_synchronization_params":)" + aws));
  CHECK(families_of(both) == Containers{"aws/keys"});
}

TEST_CASE("schedules of other operations are skipped, whatever they contain") {
  const SchedulePage page = read_schedules(page_of(
      R"({"operation":"database_backup","id":1,"start_date":"never","job_config_params":[]},)" +
      entry() +
      R"(,{"operation":"cckm_key_rotation","cckm_synchronization_params":{}},{"id":"x"},)" +
      R"({"id":"x","job_config_params":{"cloud_name":"aws"}})"));
  CHECK(page.entries == 5);
  REQUIRE(page.schedules.size() == 1);
  CHECK(page.schedules.front().id == "s1");
}

TEST_CASE("a schedule without an operation counts if it has parameters of synchronization") {
  CHECK(only_schedule(R"({"id":"s2","cckm_synchronization_params":{"cloud_name":"aws"}})").id ==
        "s2");
}

TEST_CASE("an empty list has no schedules") {
  const auto* const body = GENERATE(R"({"resources":[]})", R"({"resources":null,"total":0})");
  CAPTURE(body);
  const SchedulePage page = read_schedules(body);
  CHECK(page.schedules.empty());
  CHECK(page.entries == 0);
}

TEST_CASE("the total is read if it can be one") {
  const auto [value, total] = GENERATE(table<std::string, std::optional<std::uint64_t>>({
      {"0", 0},
      {"250", 250},
      {"1e3", 1000},
      {"1e15", 1'000'000'000'000'000},
      {"1e16", std::nullopt},
      {"-1", std::nullopt},
      {R"("250")", std::nullopt},
      {"null", std::nullopt},
      {"[]", std::nullopt},
  }));
  CAPTURE(value);
  CHECK(read_schedules(R"({"resources":[],"total":)" + value + "}").total == total);
}

TEST_CASE("a page that cannot be understood fails with the place of the fault") {
  const auto [body, wanted] = GENERATE(table<std::string, std::string>({
      {R"({})", "resources: missing"},
      {R"({"resources":{}})", "resources: not an array"},
      {page_of("7"), "resources[0]: not an object"},
      {page_of(entry() + R"(,{"operation":1})"), "resources[1].operation: not a string"},
      {page_of(R"({"operation":"cckm_synchronization"})"), "resources[0].id: missing"},
      {page_of(entry(R"("name":[])")), "resources[0].name: not a string"},
      {page_of(entry(R"("run_at":5)")), "resources[0].run_at: not a string"},
      {page_of(entry(R"("disabled":"no")")), "resources[0].disabled: not a boolean"},
      {page_of(entry(R"("start_date":"soon")")), "resources[0].start_date: not a timestamp"},
      {page_of(entry(R"("end_date":"2030-12-07")")), "resources[0].end_date: not a timestamp"},
      {page_of(entry() + "," + entry() + "," + entry(R"("createdAt":"x")")),
       "resources[2].createdAt: not a timestamp"},
      {page_of(entry(R"("updatedAt":1)")), "resources[0].updatedAt: not a string"},
      {page_of(entry(R"("cckm_synchronization_params":[])")),
       "resources[0].cckm_synchronization_params: not an object"},
      {page_of(entry(R"("job_config_params":"{}")")),
       "resources[0].job_config_params: not an object"},
      {page_of(entry_with(R"("cloud_name":1)")),
       "resources[0].cckm_synchronization_params.cloud_name: not a string"},
      {page_of(entry_with(R"("cloud_name":"aws","kms":"a,b")")),
       "resources[0].cckm_synchronization_params.kms: not an array"},
      {page_of(entry_with(R"("cloud_name":"aws","synchronize_all":1)")),
       "resources[0].cckm_synchronization_params.synchronize_all: not a boolean"},
  }));
  CAPTURE(body);
  const auto page = parse_schedules(body);
  REQUIRE_FALSE(page);
  CHECK(page.failure() == Failure{Reason::kBadSchema, wanted});
}

TEST_CASE("a body that is not JSON fails") {
  const auto page = parse_schedules("<html></html>");
  REQUIRE_FALSE(page);
  CHECK(page.failure().reason == Reason::kBadJson);
}

}  // namespace
}  // namespace cckm::test
