// SPDX-License-Identifier: Apache-2.0
// Finding a key container by its id or by its name.
#include "exporter/model/key_containers.h"

#include "tests/support/catch.h"

using namespace cckm;

TEST_CASE("a key container is found by its id and by its name") {
  const KeyContainers listed({{"id-1", "kms"}, {"id-2", "vault"}});
  CHECK(listed.find("id-2") == KeyContainer{"id-2", "vault"});
  CHECK(listed.find("vault") == KeyContainer{"id-2", "vault"});
}

TEST_CASE("a text that is not in the list is a name") {
  CHECK(KeyContainers().find("ring") == KeyContainer{"", "ring"});
}

TEST_CASE("upper and lower case of an id are equal, those of a name are not") {
  const KeyContainers listed({{"3e732d57-5EA1", "Vault"}, {"other", "3E732D57-5EA1"}});
  CHECK(listed.find("3E732d57-5ea1") == KeyContainer{"3e732d57-5EA1", "Vault"});
  CHECK(listed.find("3E732D57-5EA1") == KeyContainer{"other", "3E732D57-5EA1"});
  CHECK(listed.find("vault") == KeyContainer{"", "vault"});
}

TEST_CASE("ids that differ in their case only are two") {
  const KeyContainers listed({{"a", "one"}, {"A", "two"}});
  CHECK(listed.find("a") == KeyContainer{"a", "one"});
  CHECK(listed.find("A") == KeyContainer{"A", "two"});
}

TEST_CASE("an id comes before a name, and of two with one name the smaller id is found") {
  const KeyContainers listed({{"b", "kms"}, {"a", "kms"}, {"kms", "other"}});
  CHECK(listed.find("kms") == KeyContainer{"kms", "other"});
  const KeyContainers same({{"b", "kms"}, {"a", "kms"}});
  CHECK(same.find("kms") == KeyContainer{"a", "kms"});
  CHECK(same.all() == std::vector<KeyContainer>{{"a", "kms"}, {"b", "kms"}});
}
