// SPDX-License-Identifier: Apache-2.0
// Maps the members of CM's job configurations to schedules, and its clouds to families.
#include "exporter/cckm/schedule_json.h"

#include <algorithm>
#include <string>
#include <utility>

#include "exporter/cckm/cm_time.h"
#include "exporter/cckm/json_document.h"
#include "exporter/model/ascii.h"

namespace cckm {
namespace {

// The member with the parameters has one of these names.
constexpr std::string_view kParameters = "cckm_synchronization_params";
constexpr std::string_view kOtherParameters = "job_config_params";

// A cloud by its name in the scheduler.
struct Cloud {
  std::string_view name;
  std::string_view cloud;       // of its families
  std::string_view resource;    // that a schedule synchronizes unless it names items
  std::string_view containers;  // member of the parameters
};

constexpr Cloud kClouds[] = {
    {"aws", "aws", "keys", "kms"},
    {"AzureCloud", "azure", "keys", "key_vaults"},
    {"gcp", "google", "keys", "key_rings"},
    {"oci", "oci", "keys", "oci_vaults"},
    {"sfdc", "sfdc", "keys", "organizations"},
    {"sap", "sap", "keys", "groups"},
    {"dsm", "dsm", "domains", "domains"},
    {"hsm-luna", "luna", "keys", "partitions"},
};

// An item that a schedule can name, and the resource that it means.
struct Item {
  std::string_view name;
  std::string_view resource;
};

constexpr std::string_view kAllItems = "all";
constexpr Item kItems[] = {{"key", "keys"}, {"secret", "secrets"}, {"certificate", "certificates"}};

const Cloud* find_cloud(std::string_view name) {
  const auto* const found = std::ranges::find_if(
      kClouds, [&](const Cloud& cloud) { return equal_ignoring_case(cloud.name, name); });
  return found == std::end(kClouds) ? nullptr : found;
}

// CM's API calls the member `sync_item` and Thales' Terraform provider `sync_items`.
std::vector<std::string_view> read_items(MemberReader& parameters) {
  auto items = parameters.strings("sync_items");
  items.push_back(parameters.optional_string("sync_item").value_or(""));
  std::erase(items, "");
  return items;
}

// Returns the families of the items, or that of the cloud's resource if there are no items.
std::vector<const Endpoint*> endpoints_of(const Cloud& cloud,
                                          const std::vector<std::string_view>& items) {
  if (items.empty()) return {find_endpoint(cloud.cloud, cloud.resource)};
  const auto named = [&](std::string_view name) {
    return std::ranges::any_of(
        items, [&](std::string_view item) { return equal_ignoring_case(item, name); });
  };
  std::vector<const Endpoint*> endpoints;
  for (const auto& [name, resource] : kItems) {
    const Endpoint* endpoint = find_endpoint(cloud.cloud, resource);
    if (endpoint != nullptr && (named(name) || named(kAllItems))) endpoints.push_back(endpoint);
  }
  return endpoints;
}

std::vector<ScheduleTarget> targets_in(MemberReader& parameters) {
  const Cloud* cloud = find_cloud(parameters.optional_string("cloud_name").value_or(""));
  if (cloud == nullptr) return {};
  ScheduleTarget target;
  target.synchronize_all = parameters.optional_bool("synchronize_all").value_or(false);
  for (const auto container : parameters.strings(cloud->containers)) {
    if (!container.empty()) target.containers.emplace_back(container);
  }
  std::vector<ScheduleTarget> targets;
  for (const Endpoint* endpoint : endpoints_of(*cloud, read_items(parameters))) {
    target.endpoint = endpoint;
    targets.push_back(target);
  }
  return targets;
}

std::vector<ScheduleTarget> read_targets(MemberReader& members) {
  auto targets = members.optional_object(kParameters, targets_in);
  if (!targets) targets = members.optional_object(kOtherParameters, targets_in);
  return std::move(targets).value_or(std::vector<ScheduleTarget>());
}

// Reads a time that can be absent. A wrong one is a failure, because a schedule whose start or end
// is not known is neither enabled nor ended.
std::optional<Timestamp> read_time(MemberReader& members, std::string_view name) {
  const std::string_view text = members.optional_string(name).value_or("");
  if (!text.empty() && !parse_timestamp(text)) members.refuse(name, "not a timestamp");
  return parse_cm_time(text);
}

// A schedule without an operation starts synchronizations if it has their parameters.
bool starts_synchronizations(MemberReader& members) {
  if (const auto operation = members.optional_string("operation")) {
    return operation == "cckm_synchronization";
  }
  return members.optional_object(kParameters, [](MemberReader&) { return true; }).has_value();
}

// Returns empty for a schedule of another operation.
std::optional<Schedule> read_schedule(MemberReader& members) {
  if (!starts_synchronizations(members)) return std::nullopt;
  Schedule schedule;
  schedule.id = members.string("id");
  schedule.name = members.optional_string("name").value_or("");
  if (schedule.name.empty()) schedule.name = schedule.id;
  schedule.cron_text = members.optional_string("run_at").value_or("");
  schedule.cron = Cron::parse(schedule.cron_text);
  schedule.disabled = members.optional_bool("disabled").value_or(false);
  schedule.start = read_time(members, "start_date");
  schedule.end = read_time(members, "end_date");
  schedule.changed = std::max(read_time(members, "createdAt"), read_time(members, "updatedAt"));
  schedule.targets = read_targets(members);
  return schedule;
}

}  // namespace

Result<SchedulePage> parse_schedules(std::string_view body) {
  return read_json(body, [](MemberReader& members) {
    SchedulePage page;
    page.total = members.total();
    for (auto& schedule : members.objects("resources", read_schedule)) {
      ++page.entries;
      if (schedule) page.schedules.push_back(std::move(*schedule));
    }
    return page;
  });
}

}  // namespace cckm
