// SPDX-License-Identifier: Apache-2.0
// A secret gives its text to reveal() only.
#include "exporter/model/secret.h"

#include <sstream>
#include <type_traits>

#include "tests/support/catch.h"

namespace cckm::test {

TEST_CASE("a secret is printed as <redacted>") {
  std::ostringstream out;
  out << Secret("hunter2");
  CHECK(out.str() == "<redacted>");
  CHECK(Secret("hunter2").reveal() == "hunter2");
}

TEST_CASE("secrets are equal if their texts are") {
  CHECK(Secret("a") == Secret("a"));
  CHECK(Secret("a") != Secret("b"));
  CHECK(Secret() == Secret(""));
}

TEST_CASE("a secret and a text do not convert into each other") {
  STATIC_REQUIRE_FALSE(std::is_convertible_v<Secret, std::string>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<Secret, std::string_view>);
  STATIC_REQUIRE_FALSE(std::is_convertible_v<std::string, Secret>);
}

}  // namespace cckm::test
