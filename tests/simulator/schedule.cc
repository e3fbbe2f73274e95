// SPDX-License-Identifier: Apache-2.0
// Derives the parameters of a schedule from its plans, so that the two agree.
#include "tests/simulator/schedule.h"

#include <array>
#include <boost/json.hpp>
#include <utility>

namespace cckm::test {
namespace {

namespace json = boost::json;
using Names = std::pair<std::string_view, std::string_view>;

constexpr const char* kCreated = "2026-01-05T09:00:00.000000Z";

// Returns the second name of the pair that begins with `name`; without such a pair, `name`.
template <std::size_t N>
std::string_view translate(const std::array<Names, N>& table, std::string_view name) {
  for (const auto& [from, to] : table)
    if (from == name) return to;
  return name;
}

std::string_view cloud_name(const Endpoint& endpoint) {
  constexpr std::array<Names, 3> kClouds = {
      Names{"azure", "AzureCloud"}, {"google", "gcp"}, {"luna", "hsm-luna"}};
  return translate(kClouds, endpoint.cloud);
}

std::string_view container_member(const Endpoint& endpoint) {
  constexpr std::array<Names, 1> kMembers = {Names{"vaults", "oci_vaults"}};
  return translate(kMembers, endpoint.containers);
}

std::string_view sync_item(const std::vector<SyncPlan>& plans) {
  constexpr std::array<Names, 3> kItems = {
      Names{"keys", "key"}, {"secrets", "secret"}, {"certificates", "certificate"}};
  return plans.size() > 1 ? "all" : translate(kItems, plans.front().endpoint->resource);
}

json::object parameters_of(const std::vector<SyncPlan>& plans) {
  const SyncPlan& plan = plans.front();
  json::object parameters = {{"cloud_name", cloud_name(*plan.endpoint)}};
  if (!plan.containers.empty())
    parameters[container_member(*plan.endpoint)] = json::value_from(plan.containers);
  if (plan.endpoint->cloud == "azure") parameters["sync_item"] = sync_item(plans);
  parameters["synchronize_all"] = plan.containers.empty();
  return parameters;
}

}  // namespace

bool is_enabled_at(const Schedule& schedule, Time time) {
  return !schedule.disabled && (!schedule.start_date || *schedule.start_date <= time) &&
         (!schedule.end_date || time <= *schedule.end_date);
}

std::string to_json(const Schedule& schedule, std::string_view parameters) {
  json::object object = {{"id", schedule.id},
                         {"uri", "kylo:kylo:scheduler:job-configs:" + schedule.id},
                         {"account", "kylo:kylo:admin:accounts:kylo"},
                         {"createdAt", kCreated},
                         {"updatedAt", kCreated},
                         {"name", schedule.name},
                         {"description", ""},
                         {"operation", schedule.operation},
                         {"run_at", schedule.run_at},
                         {"run_on", "any"},
                         {"disabled", schedule.disabled}};
  if (schedule.start_date) object["start_date"] = rfc3339(*schedule.start_date);
  if (schedule.end_date) object["end_date"] = rfc3339(*schedule.end_date);
  if (!schedule.plans.empty()) object[parameters] = parameters_of(schedule.plans);
  return json::serialize(object);
}

}  // namespace cckm::test
