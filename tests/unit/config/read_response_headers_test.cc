// SPDX-License-Identifier: Apache-2.0
// Headers that are permitted, and the messages for others.
#include "exporter/config/read_response_headers.h"

#include "exporter/config/web_settings.h"
#include "tests/support/catch.h"

namespace cckm::test {
namespace {

LoadedWeb load_headers(const std::string& headers) {
  return parse_web_settings("http_server_config: {headers: " + headers + "}\n", "web.yml");
}

}  // namespace

TEST_CASE("permitted headers are read") {
  const auto loaded = load_headers(
      "{X-Frame-Options: sameorigin, X-Content-Type-Options: nosniff, Content-Security-Policy: "
      "\"default-src 'none'\", X-XSS-Protection: '0', Strict-Transport-Security: max-age=60}");
  REQUIRE(loaded.ok());
  CHECK(loaded.settings.headers ==
        std::vector<ResponseHeader>{{"Content-Security-Policy", "default-src 'none'"},
                                    {"X-Frame-Options", "sameorigin"},
                                    {"X-Content-Type-Options", "nosniff"},
                                    {"X-XSS-Protection", "0"},
                                    {"Strict-Transport-Security", "max-age=60"}});
}

TEST_CASE("a header with an empty value is left out") {
  const auto loaded = load_headers("{Content-Security-Policy: '', X-XSS-Protection: ''}");
  REQUIRE(loaded.ok());
  CHECK(loaded.settings.headers.empty());
}

TEST_CASE("what is wrong in headers") {
  const auto [yaml, wanted] = GENERATE(table<std::string, std::string>({
      {"{X-Frame-Options: DENY}", "X-Frame-Options: must be deny or sameorigin"},
      {"{X-Frame-Options: ''}", "X-Frame-Options: must be text, not empty"},
      {"{X-Content-Type-Options: sniff}", "X-Content-Type-Options: must be nosniff"},
      {"{X-XSS-Protection: \"a\\nb\"}",
       "X-XSS-Protection: must be text, not empty and without control characters"},
      {"{Server: nginx}", "Server: is not a known key"},
      {"[a]", "headers: must be a mapping (header: value)"},
  }));
  CAPTURE(yaml);
  const auto loaded = load_headers(yaml);
  REQUIRE(loaded.errors.size() == 1);
  CHECK_THAT(loaded.errors[0].to_string(), ContainsSubstring(wanted));
}

}  // namespace cckm::test
