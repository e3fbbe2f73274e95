// SPDX-License-Identifier: Apache-2.0
// The version line and its parts.
#include "exporter/version.h"

#include <regex>

#include "tests/support/catch.h"

using namespace cckm;

TEST_CASE("the version has three numbers, the compiler a name and a number") {
  CHECK(std::regex_match(version(), std::regex(R"(\d+\.\d+\.\d+)")));
  CHECK(std::regex_search(compiler(), std::regex(R"(^(gcc|clang) \d+)")));
  CHECK_FALSE(revision().empty());
}

TEST_CASE("the version line has all parts") {
  CHECK(version_line() == "cckm_exporter, version " + version() + " (revision: " + revision() +
                              ", compiler: " + compiler() + ")");
}
