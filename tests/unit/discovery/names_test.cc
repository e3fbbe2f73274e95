// SPDX-License-Identifier: Apache-2.0
// Names of discovered sync_jobs.
#include "exporter/discovery/names.h"

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

const Endpoint& kKeys = *find_endpoint("azure", "keys");
const Endpoint& kSecrets = *find_endpoint("azure", "secrets");

TEST_CASE("the default resource of a cloud is not named, and every other one is") {
  CHECK(Names::of_all(kKeys) == "azure:all");
  CHECK(Names::of_all(kSecrets) == "azure/secrets:all");
  CHECK(Names().of(kKeys, {.id = "1", .name = "vault"}) == "azure:vault");
  CHECK(Names().of(kSecrets, {.id = "1", .name = "vault"}) == "azure/secrets:vault");
  for (const Endpoint& endpoint : endpoints()) {
    CAPTURE(endpoint.path);
    const std::string cloud(endpoint.cloud);
    const bool is_default = Names::of_all(endpoint) == cloud + ":all";
    CHECK((is_default ||
           Names::of_all(endpoint) == cloud + "/" + std::string(endpoint.resource) + ":all"));
  }
}

TEST_CASE("a key container without a name is called by its id") {
  CHECK(Names().of(kKeys, {.id = "1", .name = ""}) == "azure:1");
}

TEST_CASE("a key container that is called all gets a suffix") {
  Names names;
  CHECK(names.of(kKeys, {.id = "1", .name = "all"}) == "azure:all-1");
  CHECK(names.of(kSecrets, {.id = "1", .name = "all"}) == "azure/secrets:all-1");
  CHECK(names.of(kKeys, {.id = "", .name = "all"}) == "azure:all-2");
}

TEST_CASE("the second key container of one name gets its id as a suffix, or a number") {
  Names names;
  CHECK(names.of(kKeys, {.id = "1", .name = "vault"}) == "azure:vault");
  CHECK(names.of(kKeys, {.id = "2", .name = "vault"}) == "azure:vault-2");
  CHECK(names.of(kKeys, {.id = "", .name = "vault"}) == "azure:vault-3");
  CHECK(names.of(kSecrets, {.id = "2", .name = "vault"}) == "azure/secrets:vault");
}

TEST_CASE("a name is clean, and unique once it is") {
  Names names;
  CHECK(names.of(kKeys, {.id = "1", .name = "a\x01"}) == "azure:a_");
  CHECK(names.of(kKeys, {.id = "2", .name = "a\x02"}) == "azure:a_-2");
}

TEST_CASE("names of configured jobs are known, and none of the discovered ones") {
  Names names;
  names.configured("azure:vault");
  CHECK(names.of(kKeys, {.id = "1", .name = "vault"}) == "azure:vault");
  CHECK(names.of(kKeys, {.id = "2", .name = "other"}) == "azure:other");
  CHECK(names.is_configured("azure:vault"));
  CHECK_FALSE(names.is_configured("azure:other"));
}

}  // namespace
}  // namespace cckm::test
