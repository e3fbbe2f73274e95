// SPDX-License-Identifier: Apache-2.0
// Pages of CM's lists of key containers.
#include "exporter/cckm/key_container_json.h"

#include <string>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

KeyContainerPage read_containers(const std::string& body) {
  CAPTURE(body);
  const auto page = parse_key_containers(body);
  REQUIRE(page);
  return *page;
}

Failure failure_of(const std::string& body) {
  CAPTURE(body);
  const auto page = parse_key_containers(body);
  REQUIRE_FALSE(page);
  return page.failure();
}

TEST_CASE("ids and names of key containers are read, and nothing else") {
  const auto page = read_containers(
      R"({"skip":0,"limit":100,"total":2,"resources":[)"
      R"({"id":"7","name":"kms-production","account_id":"123456789012","regions":["eu-west-1"]},)"
      R"({"name":"b","id":"8","credentials":{"secret":5}}]})");
  CHECK(page.containers == std::vector<cckm::KeyContainer>{{.id = "7", .name = "kms-production"},
                                                           {.id = "8", .name = "b"}});
  CHECK(page.total == 2);
}

TEST_CASE("a part that an entry lacks is empty") {
  const auto page =
      read_containers(R"({"resources":[{"id":"7"},{"name":"b"},{},{"id":null,"name":null}]})");
  CHECK(page.containers ==
        std::vector<cckm::KeyContainer>{{.id = "7", .name = ""}, {.id = "", .name = "b"}, {}, {}});
  CHECK_FALSE(page.total);
}

TEST_CASE("null and an empty array are no key containers") {
  CHECK(read_containers(R"({"resources":null,"total":0})").containers.empty());
  CHECK(read_containers(R"({"resources":[]})").containers.empty());
}

TEST_CASE("a list of key containers that cannot be understood fails with the place of the fault") {
  CHECK(failure_of(R"({"total":0})") == Failure{Reason::kBadSchema, "resources: missing"});
  CHECK(failure_of(R"({"resources":{}})") ==
        Failure{Reason::kBadSchema, "resources: not an array"});
  CHECK(failure_of(R"({"resources":[{},7]})") ==
        Failure{Reason::kBadSchema, "resources[1]: not an object"});
  CHECK(failure_of(R"({"resources":[{"id":"1"},{"id":7}]})") ==
        Failure{Reason::kBadSchema, "resources[1].id: not a string"});
  CHECK(failure_of(R"({"resources":[{"name":["a"]}]})") ==
        Failure{Reason::kBadSchema, "resources[0].name: not a string"});
  CHECK(failure_of("<html>").reason == Reason::kBadJson);
}

}  // namespace
}  // namespace cckm::test
