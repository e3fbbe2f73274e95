// SPDX-License-Identifier: Apache-2.0
// The keys cloud and resource, in a mapping of their own.
#include "exporter/config/read_endpoint.h"

#include <string>

#include "exporter/config/yaml/file.h"
#include "tests/support/catch.h"
#include "tests/support/yaml_problems.h"

namespace cckm::test {
namespace {

using Family = std::optional<const Endpoint*>;

LoadedFile<Family> load_endpoint(const std::string& yaml) {
  return load_yaml<Family>({"f.yml", yaml}, [](const YamlValue& value) -> Family {
    auto mapping = value.mapping();
    return mapping ? std::optional(read_endpoint(*mapping)) : std::nullopt;
  });
}

}  // namespace

TEST_CASE("without keys the family is that of AWS keys") {
  CHECK(load_endpoint("{}").settings == find_endpoint("aws", "keys"));
}

TEST_CASE("cloud and resource name a family") {
  CHECK(load_endpoint("{cloud: azure}").settings == find_endpoint("azure", "keys"));
  CHECK(load_endpoint("{cloud: azure, resource: secrets}").settings ==
        find_endpoint("azure", "secrets"));
}

TEST_CASE("a cloud or a resource that does not exist is an error with those that do") {
  CHECK_THAT(lines(load_endpoint("{cloud: ibm}").errors),
             ContainsSubstring("must be one of aws, azure"));
  CHECK_THAT(lines(load_endpoint("{cloud: azure, resource: rings}").errors),
             ContainsSubstring("keys, secrets, certificates"));
  CHECK_THAT(lines(load_endpoint("{cloud: dsm}").errors), ContainsSubstring("domains"));
}

}  // namespace cckm::test
