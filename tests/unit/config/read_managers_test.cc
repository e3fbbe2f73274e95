// SPDX-License-Identifier: Apache-2.0
// The small languages that values of the configuration are written in.
#include "exporter/config/url.h"
#include "exporter/config/yaml/edit_distance.h"
#include "tests/support/catch.h"

namespace cckm::test {

using namespace std::string_view_literals;

TEST_CASE("a URL names a host and a port") {
  struct Row {
    std::string_view text;
    Origin wanted;
  };
  const std::vector<Row> rows = {
      {"https://cm.example.com", {true, "cm.example.com", 443}},
      {"https://cm.example.com/", {true, "cm.example.com", 443}},
      {"https://cm.example.com/api/v1", {true, "cm.example.com", 443}},
      {"https://cm.example.com:8443/api/v1/", {true, "cm.example.com", 8443}},
      {"http://cm_1-a", {false, "cm_1-a", 80}},
      {"http://localhost:1", {false, "localhost", 1}},
      {"https://10.0.0.1:65535", {true, "10.0.0.1", 65535}},
      {"https://[2001:db8::1]", {true, "2001:db8::1", 443}},
      {"https://[::1]:8443/", {true, "::1", 8443}},
      {"https://[::ffff:10.0.0.1]", {true, "::ffff:10.0.0.1", 443}},
      {"https://1password.example", {true, "1password.example", 443}},
  };
  for (const Row& row : rows) {
    CAPTURE(row.text);
    REQUIRE(parse_url(row.text).ok());
    CHECK(*parse_url(row.text) == row.wanted);
  }
}

// The bad ones are in testdata/config/bad/urls.yml, but for what YAML cannot bring here.
TEST_CASE("a URL with a NUL byte is refused") {
  CHECK_FALSE(parse_url("https://cm.example.com\0.evil"sv).ok());
  CHECK_FALSE(parse_url("").ok());
}

TEST_CASE("the closest word is suggested only for what may be a slip") {
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

}  // namespace cckm::test
