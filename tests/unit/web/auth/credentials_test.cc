// SPDX-License-Identifier: Apache-2.0
// Authorization headers, valid, malformed and too long.
#include "exporter/web/auth/credentials.h"

#include "tests/support/catch.h"
#include "tests/unit/web/auth/login.h"

using namespace cckm;
using namespace cckm::test;

TEST_CASE("user and password are parsed from an Authorization header") {
  const auto [header, user, password] = GENERATE(table<std::string, std::string, std::string>({
      {basic("ann", "secret"), "ann", "secret"},
      {"bAsIc " + base64("ann:secret"), "ann", "secret"},
      {basic("", ""), "", ""},
      {basic("ann", ""), "ann", ""},
      {basic("ann", "a:b"), "ann", "a:b"},
      {basic("ann", "\xC3\xA4 "), "ann", "\xC3\xA4 "},
      {basic("ann", std::string(1000, 'x')), "ann", std::string(1000, 'x')},
  }));
  CAPTURE(header);
  const auto credentials = parse_credentials(header);
  REQUIRE(credentials.has_value());
  CHECK(credentials->user == user);
  CHECK(credentials->password == password);
}

TEST_CASE("a header that is malformed, too long or of another scheme is rejected") {
  for (const std::string& header :
       {std::string(), std::string("Basic"), std::string("Basic "), std::string("Bearer abcd"),
        "Basic " + base64("no colon here"), std::string("Basic ann:secret"),
        std::string("Basic YW5uOnNlY3JldA"), std::string("Basic ===="),
        std::string("Basic \xFF\xFF\xFF\xFF"), basic("ann", std::string("secret\0x", 8)),
        basic("ann", std::string(1100, 'x')), "Basic " + std::string(15000, 'A')}) {
    CAPTURE(header);
    CHECK_FALSE(parse_credentials(header).has_value());
  }
}
