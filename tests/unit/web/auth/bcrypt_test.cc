// SPDX-License-Identifier: Apache-2.0
// Passwords against right, wrong and malformed hashes.
#include "exporter/web/auth/bcrypt.h"

#include "tests/support/catch.h"
#include "tests/unit/web/auth/login.h"

using namespace cckm;
using namespace cckm::test;

TEST_CASE("a password matches its own hash only") {
  CHECK(bcrypt_matches("secret", kHashOfSecret));
  CHECK_FALSE(bcrypt_matches("Secret", kHashOfSecret));
  CHECK_FALSE(bcrypt_matches("", kHashOfSecret));
  for (const std::string hash : {"", "*0", "secret", "$2b$04$", "$1$abc$"}) {
    CAPTURE(hash);
    CHECK_FALSE(bcrypt_matches("secret", hash));
  }
}
