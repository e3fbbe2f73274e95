// SPDX-License-Identifier: Apache-2.0
// Tests the lists of key containers.
#include "tests/simulator/key_containers.h"

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

TEST_CASE("key containers are listed by part, a KMS with account and regions") {
  ContainerLists lists;
  ContainerList& kms = lists.at("aws/kms");
  kms.containers = {{"1", "one"}, {"2", "two", "123456789012", {"eu-west-1"}}, {"3", "three"}};
  CHECK(container_list(kms, {.skip = 1, .limit = 1}).body ==
        R"({"skip":1,"limit":1,"total":3,"resources":[{"id":"2","name":"two",)"
        R"("account_id":"123456789012","regions":["eu-west-1"]}]})");
  CHECK(container_list(kms, {.skip = 2}).body ==
        R"({"skip":2,"limit":10,"total":3,"resources":[{"id":"3","name":"three"}]})");
}

TEST_CASE("a list of key containers can be empty or refused") {
  ContainerList list = {.path = "dsm/domains", .containers = numbered_containers(3)};
  list.offer = Offer::kEmpty;
  CHECK(container_list(list, {}).body == R"({"skip":0,"limit":10,"total":0,"resources":[]})");
  list.offer = Offer::kForbidden;
  CHECK(container_list(list, {}).status == 403);
  list.offer = Offer::kNotFound;
  CHECK(container_list(list, {}).status == 404);
}

TEST_CASE("key containers are made by number") {
  const std::vector<KeyContainer> containers = numbered_containers(300);
  REQUIRE(containers.size() == 300);
  CHECK(containers.front().id == "00000000-0000-4000-9000-000000000001");
  CHECK(containers.back().id == "00000000-0000-4000-9000-00000000012c");
  CHECK(containers.back().name == "container-300");
}

TEST_CASE("there is no list of other paths") {
  ContainerLists lists;
  CHECK(lists.find("aws/keys") == nullptr);
  CHECK_THROWS(lists.at("aws/keys"));
}

}  // namespace
}  // namespace cckm::test
