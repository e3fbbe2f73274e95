// SPDX-License-Identifier: Apache-2.0
// Suggestions for mistyped words.
#include "exporter/config/yaml/edit_distance.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"

namespace cckm::test {

TEST_CASE("the closest word is suggested only for what can be a slip") {
  const std::vector<std::string_view> words = {"url", "name", "timeout", "jobs"};
  CHECK(closest("tiemout", words) == "timeout");
  CHECK(closest("timeouts", words) == "timeout");
  CHECK(closest("job", words) == "jobs");
  CHECK(closest("ulr", words) == std::nullopt);
  CHECK(closest("uri", words) == "url");
  CHECK(closest("nmae", words) == std::nullopt);
  CHECK(closest("colour", words) == std::nullopt);
  CHECK(closest("", words) == std::nullopt);
  CHECK(closest(std::string(1000000, 'x'), words) == std::nullopt);
}

TEST_CASE("the first of several equally close words is suggested") {
  const std::vector<std::string_view> words = {"cert_file", "cart_file"};
  CHECK(closest("cxrt_file", words) == "cert_file");
}

}  // namespace cckm::test
