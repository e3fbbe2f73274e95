// SPDX-License-Identifier: Apache-2.0
// Texts of CM that reach the log: printable, short, without secrets, and not endless.
#include "exporter/cckm/unknown_statuses.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/unit/cckm/secrets.h"

namespace cckm::test {
namespace {

const SecretFinder kFinder(std::vector{Secret(kPassword), Secret(kToken)});

}  // namespace

TEST_CASE("a status is shown as up to 64 printable characters") {
  UnknownStatuses statuses;
  CHECK(statuses.shown("paused", kFinder) == "paused");
  CHECK(statuses.shown("", kFinder) == "");
  CHECK(statuses.shown("pa\nus\x1b[31med\xff\u00e9", kFinder) == "paus[31med");
  CHECK(statuses.shown(std::string(100, 'x'), kFinder) == std::string(64, 'x'));
  CHECK(statuses.shown(std::string(1 << 20, 'y'), kFinder) == std::string(64, 'y'));
}

TEST_CASE("a status with a secret in it is redacted, even if the secret is behind the cut") {
  UnknownStatuses statuses;
  CHECK(statuses.shown(kToken, kFinder) == "<redacted>");
  CHECK(statuses.shown(std::string(57, '.') + kPassword, kFinder) == "<redacted>");
  CHECK(statuses.shown(std::string(70, '.') + kPassword, kFinder) == "<redacted>");
  CHECK(statuses.shown("Cor\nr3c\x01t/Ho", kFinder) == "<redacted>");
  const SecretFinder foreign(std::vector{Secret("p\u00e4ssw\u00f6rd")});
  CHECK(statuses.shown("p\u00e4ssw\u00f6rd", foreign) == "<redacted>");
}

TEST_CASE("after twenty different statuses no further one is shown") {
  UnknownStatuses statuses;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 20; ++i) {
      CHECK(statuses.shown("status " + std::to_string(i), kFinder).has_value());
    }
    CHECK_FALSE(statuses.shown("one more", kFinder));
  }
}

}  // namespace cckm::test
