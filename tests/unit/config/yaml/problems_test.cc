// SPDX-License-Identifier: Apache-2.0
// The format of problems and paths.
#include "exporter/config/yaml/problems.h"

#include "tests/support/catch.h"
#include "tests/support/yaml_problems.h"

namespace cckm::test {

TEST_CASE("a problem is printed without the parts that are not set") {
  CHECK(Problem{"a.yml", 3, 7, "b[0].c", "is wrong"}.to_string() == "a.yml:3:7: b[0].c: is wrong");
  CHECK(Problem{"a.yml", 3, 7, "", "is wrong"}.to_string() == "a.yml:3:7: is wrong");
  CHECK(Problem{"a.yml", 0, 0, "", "is wrong"}.to_string() == "a.yml: is wrong");
}

TEST_CASE("errors and warnings are kept apart, in the order of discovery") {
  Problems problems{"a.yml", false, {}, {}};
  problems.add_error({2, 1}, "b", "first");
  problems.add_warning({3, 1}, "c", "unwise");
  problems.add_error({1, 1}, "a", "second");
  CHECK(lines(problems.errors) == "a.yml:2:1: b: first\na.yml:1:1: a: second\n");
  CHECK(lines(problems.warnings) == "a.yml:3:1: c: unwise\n");
}

TEST_CASE("a key is shown only if it looks like one") {
  CHECK(is_showable_key("tls_Config-a"));
  CHECK(is_showable_key(std::string(40, 'a')));
  for (const std::string& key :
       {std::string(), std::string(41, 'a'), std::string("a1"), std::string("password:x"),
        std::string("a b"), std::string("\xC3\xA9")}) {
    CAPTURE(key);
    CHECK_FALSE(is_showable_key(key));
  }
}

TEST_CASE("paths name members and items") {
  CHECK(member_path("", "a") == "a");
  CHECK(member_path("a", "b") == "a.b");
  CHECK(member_path("a[0]", "p4ss") == "a[0].?");
  CHECK(member_path("auth.password", "hunter") == "auth.password.?");
  CHECK(member_path("password_file", "a") == "password_file.a");
  CHECK(item_path("a.b", 12) == "a.b[12]");
  CHECK(item_path("", 0) == "[0]");
}

}  // namespace cckm::test
