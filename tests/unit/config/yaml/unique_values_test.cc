// SPDX-License-Identifier: Apache-2.0
// Names that are given once and twice.
#include "exporter/config/yaml/unique_values.h"

#include "tests/support/catch.h"
#include "tests/support/yaml_problems.h"

namespace cckm::test {

TEST_CASE("a text that is given twice is an error of the second value") {
  Problems problems{"x.yml", false, {}, {}};
  const auto root = parse_yaml("- a\n- b\n- a\n- [c]\n- a\n", problems);
  REQUIRE(root);
  UniqueValues names;
  const auto read = names.unique(&YamlValue::text);
  std::vector<std::string> accepted;
  const auto values = YamlValue(*root, "", problems).list().value();
  for (const YamlValue& value : values) {
    accepted.push_back(read(value).value_or("-"));
  }
  CHECK(accepted == std::vector<std::string>{"a", "b", "-", "-", "-"});
  CHECK(lines(problems.errors) ==
        "x.yml:3:3: [2]: must be unique, line 1 has the same value\n"
        "x.yml:4:3: [3]: must be text\n"
        "x.yml:5:3: [4]: must be unique, line 1 has the same value\n");
}

TEST_CASE("other values are unique by themselves") {
  Problems problems{"x.yml", false, {}, {}};
  const auto root = parse_yaml("a", problems);
  REQUIRE(root);
  const YamlValue value(*root, "", problems);
  UniqueValues ids, names;
  CHECK(ids.claim("a", value));
  CHECK(names.claim("a", value));
  CHECK_FALSE(names.claim("a", value));
}

}  // namespace cckm::test
