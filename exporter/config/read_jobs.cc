// SPDX-License-Identifier: Apache-2.0
// Reads a job from a bare id, or from a mapping.
#include "exporter/config/read_jobs.h"

#include <algorithm>
#include <string_view>

#include "exporter/config/yaml/unique_values.h"
#include "exporter/model/ascii.h"

namespace cckm {
namespace {

constexpr std::size_t kLongestName = 128;

bool is_id_character(char c) {
  return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '_' ||
         c == '-';
}

std::optional<std::string> read_id(const YamlValue& value) {
  auto id = value.text();
  if (!id || (id->size() <= kLongestName && std::ranges::all_of(*id, is_id_character))) return id;
  value.add_error("must be an id: 1 to 128 letters, digits, - or _");
  return std::nullopt;
}

// Lists the values of `member` among the endpoints of `cloud`, each once. Empty `cloud`: all
// clouds.
std::string allowed(std::string_view Endpoint::*member, std::string_view cloud) {
  std::vector<std::string_view> words;
  for (const Endpoint& endpoint : endpoints()) {
    const std::string_view word = endpoint.*member;
    const bool known = std::ranges::find(words, word) != words.end();
    if (!known && (cloud.empty() || endpoint.cloud == cloud)) words.push_back(word);
  }
  return join(words, ", ");
}

bool is_cloud(std::string_view text) {
  return std::ranges::any_of(endpoints(), [&](const Endpoint& e) { return e.cloud == text; });
}

std::optional<std::string> read_cloud(const YamlValue& value) {
  auto cloud = value.text();
  if (!cloud || is_cloud(*cloud)) return cloud;
  value.add_error("must be one of " + allowed(&Endpoint::cloud, ""));
  return std::nullopt;
}

// Returns the family of jobs that `job` belongs to; nullptr after an error.
const Endpoint* read_endpoint(YamlMapping& job) {
  const auto cloud = job.find("cloud");
  const auto resource = job.find("resource");
  const auto cloud_name = cloud ? read_cloud(*cloud) : "aws";
  const auto resource_name = resource ? resource->text() : "keys";
  if (!cloud_name || !resource_name) return nullptr;

  const Endpoint* const endpoint = find_endpoint(*cloud_name, *resource_name);
  const std::string resources = allowed(&Endpoint::resource, *cloud_name);
  if (endpoint == nullptr && resource) {
    resource->add_error("must be a resource of " + *cloud_name + ": " + resources);
  } else if (endpoint == nullptr) {
    cloud->add_error("needs the key resource beside it, one of: " + resources);
  }
  return endpoint;
}

class JobReader {
 public:
  JobSettings read(const YamlValue& value) {
    return value.is_scalar() ? read_bare_id(value) : read_mapping(value);
  }

 private:
  JobSettings read_bare_id(const YamlValue& value) {
    const std::string id = ids_.unique_ignoring_case(read_id)(value).value_or("");
    if (!id.empty()) names_.claim(id, value);
    return {id, id, find_endpoint("aws", "keys")};
  }

  JobSettings read_mapping(const YamlValue& value) {
    JobSettings settings;
    auto job = value.mapping("an id or a mapping (id: ...)");
    if (!job) return settings;
    job->required("id", settings.id, ids_.unique_ignoring_case(read_id));
    settings.name = read_name(*job, settings.id);
    settings.endpoint = read_endpoint(*job);
    job->reject_unknown_keys();
    return settings;
  }

  std::string read_name(YamlMapping& job, const std::string& id) {
    if (const auto name = job.find("name")) {
      return names_.unique(&YamlValue::label)(*name).value_or("");
    }
    if (!id.empty()) names_.claim(id, *job.find("id"));
    return id;
  }

  UniqueValues ids_;
  UniqueValues names_;
};

}  // namespace

std::optional<std::vector<JobSettings>> read_jobs(const YamlValue& value) {
  const auto items = value.list();
  if (!items) return std::nullopt;
  JobReader reader;
  std::vector<JobSettings> jobs;
  for (const YamlValue& item : *items) jobs.push_back(reader.read(item));
  return jobs;
}

}  // namespace cckm
