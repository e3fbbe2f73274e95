// SPDX-License-Identifier: Apache-2.0
// The messages list what the table of families has.
#include "exporter/config/read_endpoint.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "exporter/model/ascii.h"

namespace cckm {
namespace {

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

}  // namespace

const Endpoint* read_endpoint(YamlMapping& mapping) {
  const auto cloud = mapping.find("cloud");
  const auto resource = mapping.find("resource");
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

}  // namespace cckm
