// SPDX-License-Identifier: Apache-2.0
// Reads a job from a bare id, or from a mapping.
#include "exporter/config/read_jobs.h"

#include <algorithm>
#include <string_view>

#include "exporter/config/read_endpoint.h"
#include "exporter/config/yaml/unique_values.h"
#include "exporter/model/ascii.h"
#include "exporter/model/job_id.h"

namespace cckm {
namespace {

std::optional<std::string> read_id(const YamlValue& value) {
  auto id = value.text();
  if (!id || is_job_id(*id)) return id;
  value.add_error("must be an id: 1 to 128 letters, digits, - or _");
  return std::nullopt;
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
