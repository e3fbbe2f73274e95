// SPDX-License-Identifier: Apache-2.0
// Makes the history by the schedules themselves, so that the two agree. The start times of one
// cloud's schedules differ: CM refuses a start while a run of the same cloud is in progress.
#include "tests/simulator/default_world.h"

#include <chrono>
#include <string>
#include <vector>

#include "tests/simulator/sample_jobs.h"

namespace cckm::test {
namespace {

using std::chrono::days;
using std::chrono::seconds;

constexpr const char* kOfficeId = "6c0f4a52-8d0e-4b7e-9a44-2f0c7a1d9e01";
constexpr const char* kHrId = "6c0f4a52-8d0e-4b7e-9a44-2f0c7a1d9e02";
constexpr const char* kCards = "projects/acme-payments/locations/europe-west3/keyRings/cards";

SyncPlan aws_plan(std::string kms, const std::vector<std::string>& regions) {
  SyncPlan plan = {.endpoint = find_endpoint("aws", "keys"), .containers = {std::move(kms)}};
  for (const std::string& region : regions)
    plan.keys.push_back(std::string(kSampleAccount) + "/" + region);
  return plan;
}

// Azure's runs name key vaults by their ids.
SyncPlan azure_plan(std::vector<std::string> ids, std::vector<std::string> keys) {
  return {.endpoint = find_endpoint("azure", "keys"),
          .containers = std::move(ids),
          .keys = std::move(keys),
          .per_key = seconds(7)};
}

SyncPlan google_plan() {
  return {.endpoint = find_endpoint("google", "keys"), .containers = {kCards}, .keys = {kCards}};
}

void add_containers(ContainerLists& lists) {
  const std::string account = kSampleAccount;
  lists.at("aws/kms").containers = {
      {"2f3b9d5e-1c47-4e0a-8b65-7d9e0a4c1f01",
       "production",
       account,
       {"eu-central-1", "eu-west-1", "us-east-1"}},
      {"2f3b9d5e-1c47-4e0a-8b65-7d9e0a4c1f02", "staging", account, {"eu-west-1", "us-east-1"}},
      {"2f3b9d5e-1c47-4e0a-8b65-7d9e0a4c1f03", "archive", account, {"ca-central-1", "us-west-2"}}};
  lists.at("azure/vaults").containers = {{kOfficeId, "office"}, {kHrId, "hr"}};
  lists.at("google/key-rings").containers = {{"9e7d1a60-5b2c-4f3d-8e10-3c4b5a697801", kCards}};
}

void add_schedules(Scheduler& scheduler, Time now) {
  scheduler.add({.name = "aws-production",
                 .run_at = "*/5 * * * *",
                 .plans = {aws_plan("production", {"eu-central-1", "eu-west-1", "us-east-1"})}},
                now - days(2));
  scheduler.add({.name = "aws-staging",
                 .run_at = "17 * * * *",
                 .plans = {aws_plan("staging", {"eu-west-1", "us-east-1"})},
                 .fails_every = 12},
                now - days(21));
  scheduler.add({.name = "aws-archive",
                 .run_at = "42 2 * * *",
                 .plans = {aws_plan("archive", {"ca-central-1", "us-west-2"})}},
                now - days(21));
  scheduler.add({.name = "azure-office",
                 .run_at = "*/15 * * * *",
                 .plans = {azure_plan({kOfficeId}, {"office"})}},
                now - days(7));
  scheduler.add(
      {.name = "azure-hr", .run_at = "33 * * * *", .plans = {azure_plan({kHrId}, {"hr"})}},
      now - days(21));
  scheduler.add({.name = "azure-everything",
                 .run_at = "20 3 * * *",
                 .plans = {azure_plan({}, {"office", "hr"})}},
                now - days(21));
  scheduler.add({.name = "google-cards", .run_at = "* * * * *", .plans = {google_plan()}},
                now - days(1));
  scheduler.add({.name = "aws-retired",
                 .run_at = "0 0 * * SUN",
                 .plans = {aws_plan("archive", {"us-west-2"})},
                 .disabled = true},
                now);
  scheduler.add({.name = "nightly-backup", .run_at = "0 1 * * *", .operation = "database_backup"},
                now);
}

void refuse_others(Appliance& appliance) {
  appliance.families.of("aws", "custom-key-stores").offer = Offer::kEmpty;
  appliance.families.of("azure", "secrets").offer = Offer::kForbidden;
  appliance.families.of("azure", "certificates").offer = Offer::kForbidden;
  appliance.families.of("sap").offer = Offer::kNotFound;
  appliance.families.of("sfdc").offer = Offer::kForbidden;
  appliance.families.of("sfdc", "certificates").offer = Offer::kNotFound;
  appliance.families.of("luna").offer = Offer::kNotFound;
  appliance.families.of("luna", "synchronize").offer = Offer::kNotFound;
  appliance.containers.at("sap/groups").offer = Offer::kNotFound;
  appliance.containers.at("sfdc/organizations").offer = Offer::kForbidden;
  appliance.containers.at("hsm/luna/partitions").offer = Offer::kNotFound;
  appliance.containers.at("external-cm/domains").offer = Offer::kForbidden;
}

}  // namespace

void make_default_world(Appliance& appliance) {
  add_containers(appliance.containers);
  add_schedules(appliance.scheduler, appliance.now());
  refuse_others(appliance);
  appliance.advance();
}

}  // namespace cckm::test
