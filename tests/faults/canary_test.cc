// SPDX-License-Identifier: Apache-2.0
// Tests that a canary is found in every spelling, and that no other text is mistaken for one.
#include "tests/faults/canary.h"

#include "exporter/cckm/secret_spellings.h"
#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;

TEST_CASE("a secret is found in each of its forms") {
  const std::string secret = "p\"ss/w?rd \\ with~more>";
  const std::string forms[] = {
      secret,
      "p\\\"ss/w?rd \\\\ with~more>",
      "p%22ss%2Fw%3Frd%20%5C%20with%7Emore%3E",
      "p%22ss%2fw%3frd%20%5c%20with%7emore%3e",
      "702273732f773f7264205c20776974687e6d6f72653e",
      "702273732F773F7264205C20776974687E6D6F72653E",
      "cCJzcy93P3JkIFwgd2l0aH5tb3JlPg==",
      "dXNlcjpwInNzL3c/cmQgXCB3aXRofm1vcmU+",  // after "user:"
      "dXNlcjpwInNzL3c_cmQgXCB3aXRofm1vcmU-",
      "eHAic3Mvdz9yZCBcIHdpdGh+bW9yZT4=",  // after one byte
      "\\ with~more>",
      "P\"SS/W?RD \\ WITH~MORE>",
      "p\\\"ss/w?rd \\\\ with~more\\u003e",
  };
  for (const std::string& form : forms) {
    CAPTURE(form);
    CHECK(find_secret("level=info x=" + form + " y=1", {"another-secret", secret}));
  }
  CHECK_FALSE(find_secret("level=info msg=listening with~more", {secret}));
}

TEST_CASE("every spelling of a secret and of its end is found") {
  const std::string canary = make_canary();
  for (const std::string& part : {canary, canary.substr(canary.size() - 12)}) {
    for (const std::string& spelling : spellings_of(part)) {
      CAPTURE(spelling);
      CHECK(find_secret("level=info x=" + spelling + " y=1", {"another-secret", canary}));
    }
  }
}

TEST_CASE("two canaries differ") {
  const std::string canary = make_canary();
  CHECK(canary != make_canary());
  CHECK_FALSE(find_secret(make_canary(), {canary}));
}
