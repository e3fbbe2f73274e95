// SPDX-License-Identifier: Apache-2.0
// Texts that are tokens, and texts that only look like one.
#include "exporter/model/jwt.h"

#include <string>

#include "tests/support/catch.h"

using namespace cckm;

TEST_CASE("a token is three parts of base64url") {
  CHECK(valid_jwt("a.b.c"));
  CHECK(valid_jwt("AZaz09-_.AZaz09-_.AZaz09-_"));
  CHECK(valid_jwt("a.b." + std::string(16380, 'c')));
  const std::string cases[] = {
      "",
      "a",
      "a.b",
      "a.b.c.d",
      ".b.c",
      "a..c",
      "a.b.",
      "..",
      "a.b.c=",
      "a.b+.c",
      "a.b/.c",
      "a.b c.d",
      "a.b.c\r\n",
      " a.b.c",
      "a.b.\xC3\xA9",
      std::string("a.b.c\0", 6),
      "a.b." + std::string(16381, 'c'),
  };
  for (const auto& jwt : cases) {
    CAPTURE(jwt);
    CHECK_FALSE(valid_jwt(jwt));
  }
}
