// SPDX-License-Identifier: Apache-2.0
// Secrets in every spelling that a peer can echo, and honest texts that resemble them.
#include "exporter/cckm/redaction.h"

#include <string>
#include <vector>

#include "exporter/cckm/secret_spellings.h"
#include "exporter/model/ascii.h"
#include "tests/support/catch.h"
#include "tests/unit/cckm/secrets.h"

namespace cckm::test {
namespace {

const std::vector<std::string> kSecrets = {kPassword, kToken};

SecretFinder finder_of(const std::vector<std::string>& texts) {
  std::vector<Secret> secrets;
  for (const std::string& text : texts) secrets.emplace_back(text);
  return SecretFinder(secrets);
}

bool hidden(const std::string& text) {
  return finder_of(kSecrets).part_in(text);
}

}  // namespace

TEST_CASE("words of CM share nothing with a secret") {
  for (const std::string text : {"", "paused", "waiting for approval", "Horse", "horsepower",
                                 "the quick brown fox jumps over the lazy dog 0123456789"}) {
    CAPTURE(text);
    CHECK_FALSE(hidden(text));
  }
  CHECK_FALSE(SecretFinder({}).part_in("paused"));
  CHECK_FALSE(finder_of({""}).part_in("paused"));
}

TEST_CASE("a secret in any spelling is found, with any text around it") {
  const std::string spelled = GENERATE_COPY(
      as<std::string>{},
      // As it is, in part, in other letters.
      kPassword, kToken, "eyJpc3Mi", "HORSE \"BATTERY",
      // Percent-encoded: what must be, in small digits, and everything.
      "Corr3ct%2FHorse%20%22Battery%22%2BStaple~", "%2fHorse%20", "Corr3ct%2FHorse+", "Staple%7E",
      // JSON in JSON.
      R"(Corr3ct\/Horse \"Batt)", R"(Horse \"Ba)",
      // Hexadecimal, in part and in both cases.
      "436f7272", "2F486F72736520", "2F486f7273");
  CAPTURE(spelled);
  CHECK(hidden(spelled));
  CHECK(hidden("status: " + spelled + "!"));
}

TEST_CASE("base64 is found wherever in its groups the secret begins") {
  const std::string text = GENERATE(
      // base64 of "Corr3ct/Horse" behind nothing, "x" and "xy", and the end cut off
      "Q29ycjNjdC9Ib3JzZQ==", "eENvcnIzY3QvSG9yc2U=", "eHlDb3JyM2N0L0hvcnNl", "Q29ycjNjd",
      // as it is in a basic Authorization: "user:Corr3ct/Horse"
      "dXNlcjpDb3JyM2N0L0hvcnNl");
  CHECK(hidden(text));
}

TEST_CASE("eight characters in a row are found") {
  CHECK_FALSE(hidden("Corr3ct"));
  CHECK(hidden("Corr3ct/"));
  CHECK_FALSE(hidden("rr3ct/H."));
  CHECK(hidden("rr3ct/Ho"));
}

TEST_CASE("a short secret is found as a whole") {
  const SecretFinder finder = finder_of({"pass"});
  CHECK(finder.part_in("it is pass."));
  CHECK(finder.part_in("70617373"));
  CHECK(finder.part_in("cGFzcw=="));
  CHECK_FALSE(finder.part_in("pas"));
}

TEST_CASE("every spelling of the table is found in the log and in a label") {
  const SecretFinder finder = finder_of(kSecrets);
  for (const std::string& secret : kSecrets) {
    for (const std::string& spelling : spellings_of(secret)) {
      CAPTURE(spelling);
      for (const std::string& text : {spelling, "my " + spelling + "!", to_lower(spelling)}) {
        CHECK(finder.part_in(text));
        CHECK(finder.whole_in(text));
      }
    }
  }
}

TEST_CASE("a label is hidden if it has the whole secret in it") {
  const SecretFinder finder = finder_of({"production-vault-key"});
  const std::string text =
      GENERATE("production-vault-key", "production-vault-key-2", "my-production-vault-key",
               "PRODUCTION-VAULT-KEY", "production%2Dvault%2Dkey", "cHJvZHVjdGlvbi12YXVsdC1rZXk=",
               "dXNlcjpwcm9kdWN0aW9uLXZhdWx0LWtleQ==", "70726f64756374696f6e2d7661756c742d6b6579",
               "0x70726F64756374696F6E2D7661756C742D6B6579");
  CAPTURE(text);
  CHECK(finder.whole_in(text));
}

TEST_CASE("a label that shares words with a secret is shown") {
  const SecretFinder finder = finder_of({"production-vault-key", kToken});
  const std::string text =
      GENERATE("", "production-vault-eu", "production-vault-us", "production-vault-ke",
               "roduction-vault-key", "production-vault-production-vault-",
               "cHJvZHVjdGlvbi12YXVsdC1ldQ==",             // Base64 of production-vault-eu
               "70726f64756374696f6e2d7661756c742d6575");  // and hexadecimal
  CAPTURE(text);
  CHECK_FALSE(finder.whole_in(text));
}

TEST_CASE("a spelling of fewer than eight characters is not searched for in a label") {
  const SecretFinder finder = finder_of({"eu-west", "eu"});
  CHECK_FALSE(finder.whole_in("eu-west-1"));
  CHECK(finder.whole_in("65752d77657374"));  // a longer spelling of it is
  const SecretFinder eight = finder_of({"eu-west-"});
  CHECK(eight.whole_in("eu-west-1"));
}

TEST_CASE("a long text is searched from its first character to its last") {
  const SecretFinder finder = finder_of({"abcd/efgh", "a-longer-password"});
  CHECK(finder.whole_in(std::string(100'000, 'x') + "abcd/efgh"));
  CHECK(finder.whole_in("a-longer-password" + std::string(100'000, 'x')));
  CHECK_FALSE(finder.whole_in(std::string(100'000, 'a')));
}

}  // namespace cckm::test
