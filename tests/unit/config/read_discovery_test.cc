// SPDX-License-Identifier: Apache-2.0
// `discover` without the rest of a configuration.
#include "exporter/config/read_discovery.h"

#include <string>

#include "exporter/config/yaml/file.h"
#include "tests/support/catch.h"
#include "tests/support/yaml_problems.h"

namespace cckm::test {
namespace {

using Families = std::optional<std::vector<FamilySettings>>;
using namespace std::chrono_literals;

LoadedFile<Families> load_discovery(const std::string& yaml) {
  return load_yaml<Families>({"d.yml", yaml}, read_discovery);
}

std::vector<FamilySettings> families(const std::string& yaml) {
  const auto loaded = load_discovery(yaml);
  CAPTURE(yaml, lines(loaded.errors));
  REQUIRE(loaded.ok());
  return loaded.settings.value();
}

std::string discovery_errors(const std::string& yaml) {
  return lines(load_discovery(yaml).errors);
}

}  // namespace

TEST_CASE("all is every family, and none of them is required") {
  const auto all = families("all");
  REQUIRE(all.size() == endpoints().size());
  for (std::size_t i = 0; i < all.size(); ++i) {
    CHECK(all[i] == FamilySettings{.endpoint = &endpoints()[i]});
  }
}

TEST_CASE("a family in a list is required") {
  CHECK(families("[{}]") ==
        std::vector<FamilySettings>{{.endpoint = find_endpoint("aws", "keys"), .required = true}});
}

TEST_CASE("a family can have key containers and a lookback") {
  CHECK(families("[{cloud: azure, resource: secrets, containers: [a, b], lookback: 7d}]") ==
        std::vector<FamilySettings>{{.endpoint = find_endpoint("azure", "secrets"),
                                     .containers = {"a", "b"},
                                     .lookback = 168h,
                                     .required = true}});
  CHECK(families("[{lookback: 1h}]").at(0).lookback == 1h);
  CHECK(families("[{lookback: 400d}]").at(0).lookback == 9600h);
}

TEST_CASE("what is wrong with discover is told with its place") {
  CHECK_THAT(discovery_errors("some"), ContainsSubstring("must be all, or a list of families"));
  CHECK_THAT(discovery_errors("[{cloud: aws}, {resource: keys}]"),
             ContainsSubstring("is a family that the list has already"));
  CHECK_THAT(discovery_errors("[{lookback: 59m}]"), ContainsSubstring("lookback"));
  CHECK_THAT(discovery_errors("[{lookback: 401d}]"), ContainsSubstring("lookback"));
  CHECK_THAT(discovery_errors("[{containers: []}]"), ContainsSubstring("containers"));
  CHECK_THAT(discovery_errors("[{containers: [a, a]}]"), ContainsSubstring("containers"));
  CHECK_THAT(discovery_errors("[{since: 1d}]"), ContainsSubstring("since"));
}

}  // namespace cckm::test
