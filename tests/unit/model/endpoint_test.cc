// SPDX-License-Identifier: Apache-2.0
// The table of endpoints, and the look-up in it.
#include "exporter/model/endpoint.h"

#include <set>
#include <string>
#include <string_view>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

TEST_CASE("endpoints have the paths of CM's documentation") {
  struct Case {
    std::string_view cloud, resource, path, containers;
  };
  const Case cases[] = {
      {"aws", "keys", "/api/v1/cckm/aws/synchronization-jobs", "kms"},
      {"azure", "secrets", "/api/v1/cckm/azure/secrets/synchronization-jobs", "key_vaults"},
      {"google", "keys", "/api/v1/cckm/google/synchronization-jobs", "key_rings"},
      {"luna", "keys", "/api/v1/cckm/hsm/luna/refresh", "partitions"},
      {"luna", "synchronize", "/api/v1/cckm/hsm/luna/synchronize", "partitions"},
      {"external-cm", "domains", "/api/v1/cckm/external-cm/refresh", "domains"},
  };
  for (const auto& [cloud, resource, path, containers] : cases) {
    CAPTURE(cloud, resource);
    const Endpoint* endpoint = find_endpoint(cloud, resource);
    REQUIRE(endpoint != nullptr);
    CHECK(endpoint->path == path);
    CHECK(endpoint->containers == containers);
  }
  CHECK(find_endpoint("aws", "secrets") == nullptr);
  CHECK(find_endpoint("gcp", "keys") == nullptr);
  CHECK(find_endpoint("", "") == nullptr);
}

TEST_CASE("every endpoint can be found and has a path of its own") {
  std::set<std::string_view> paths;
  for (const auto& endpoint : endpoints()) {
    CAPTURE(endpoint.cloud, endpoint.resource);
    CHECK(find_endpoint(endpoint.cloud, endpoint.resource) == &endpoint);
    CHECK(paths.insert(endpoint.path).second);
    CHECK(endpoint.path.starts_with("/api/v1/cckm/"));
    CHECK(endpoint.job_template == std::string(endpoint.path) + "/{id}");
    CHECK_FALSE(endpoint.path.ends_with('/'));
    CHECK_FALSE(endpoint.containers.empty());
  }
}

}  // namespace
}  // namespace cckm::test
