// SPDX-License-Identifier: Apache-2.0
// The families of synchronization jobs in CM's REST API, as a table of constants.
#pragma once

#include <span>
#include <string_view>

namespace cckm {

struct Endpoint {
  std::string_view cloud;           // label value of `cloud`: aws, azure, google, ...
  std::string_view resource;        // label value of `resource`: keys, secrets, ...
  std::string_view job_template;    // path + "/{id}": label value of `path`
  std::string_view path;            // GET of it lists the jobs; path + "/" + id reads one job
  std::string_view containers;      // member of a job with its KMS, key vaults, key rings, ...
  std::string_view asked;           // member of a job that lists the keys of `detailed_status`
  std::string_view container_list;  // GET of it lists the key containers
};

// Returns all families, in the order of CM's documentation.
std::span<const Endpoint> endpoints();

// Returns the family of a resource of a cloud; nullptr if CM has none.
const Endpoint* find_endpoint(std::string_view cloud, std::string_view resource);

}  // namespace cckm
