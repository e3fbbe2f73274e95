// SPDX-License-Identifier: Apache-2.0
// Fuzzes the parsing of a list of key containers. The input is the body of CM's response.
#include "exporter/cckm/key_container_json.h"

#include "tests/fuzz/body_failure.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/targets.h"

namespace cckm::test {
namespace {

void check(const KeyContainerPage& page, std::string_view body) {
  // An entry takes at least `{},`.
  require(page.containers.size() <= body.size() / 3, "entries are made from the body only");
  require(page.total.value_or(0) <= 1'000'000'000'000'000, "a total is in its range");
  const KeyContainers all(page.containers);
  require(all.all().size() == page.containers.size(), "no key container is lost");
  for (const KeyContainer& container : page.containers) {
    require(container.id.size() + container.name.size() <= body.size(),
            "texts are made from the body only");
    require(all.find(container.id).id == container.id, "a key container is found by its id");
    const KeyContainer named = all.find(container.name);
    require(named.name == container.name || named.id == container.name,
            "a key container is found by its name");
  }
}

}  // namespace
}  // namespace cckm::test

void cckm::test::fuzz_key_container_json(std::string_view body) {
  const auto page = parse_key_containers(body);
  page ? check(*page, body) : check(page.failure());
}
