// SPDX-License-Identifier: Apache-2.0
// Bytes and indentation that are errors before a text is parsed.
#include "exporter/config/yaml/source_check.h"

#include <string>

#include "tests/support/catch.h"
#include "tests/support/yaml_problems.h"

namespace cckm::test {
namespace {

using namespace std::string_view_literals;

std::string source_errors(std::string_view text) {
  Problems problems{"a.yml", false, {}, {}};
  const bool good = check_source(text, problems);
  CHECK(good == problems.errors.empty());
  return lines(problems.errors);
}

}  // namespace

TEST_CASE("UTF-8, CR, LF and tabs within a line are accepted") {
  for (const auto text : {""sv, "\n"sv, "a: b"sv, "a:\tb\r\n  c\t\r\n"sv, "  \n\xE2\x82\xAC\n"sv}) {
    CAPTURE(text);
    CHECK(source_errors(text).empty());
  }
}

TEST_CASE("the first byte that is not allowed is the only one reported") {
  CHECK(source_errors("a\n\xC3\xA9\xFF\n\xFF") == "a.yml:2:3: is not valid UTF-8\n");
  CHECK(source_errors("a\nb\0c\x01\nd\x7F"sv) == "a.yml:2:2: control characters are not allowed\n");
  CHECK(source_errors("\x7F") == "a.yml:1:1: control characters are not allowed\n");
  CHECK(source_errors("a\x1B\xFF") == "a.yml:1:3: is not valid UTF-8\n");
}

TEST_CASE("each line that a tab indents is reported") {
  CHECK(source_errors("\ta\nb\n  \tc\n\t") ==
        "a.yml:1:1: a tab cannot indent a line: use spaces\n"
        "a.yml:3:3: a tab cannot indent a line: use spaces\n"
        "a.yml:4:1: a tab cannot indent a line: use spaces\n");
}

}  // namespace cckm::test
