// SPDX-License-Identifier: Apache-2.0
// Secrets in every disguise that a peer might send them back in.
#include "exporter/cckm/redaction.h"

#include <string>
#include <vector>

#include "exporter/cckm/status_texts.h"
#include "tests/catch.h"

namespace cckm {
namespace {

const std::string kPassword = "Corr3ct/Horse \"Battery\"+Staple~";
const std::string kToken = "eyJhbGciOiJIUzI1NiJ9.eyJpc3MiOiJjYW5hcnkifQ.c2lnbmF0dXJlLW9mLXRva2Vu";
const std::vector<std::string> kSecrets = {kPassword, kToken};

bool hidden(const std::string& text) {
  return SecretFinder(kSecrets, kForLog).found_in(text);
}

}  // namespace

TEST_CASE("words of CM share nothing with a secret") {
  for (const std::string text : {"", "paused", "waiting for approval", "Horse", "horsepower",
                                 "the quick brown fox jumps over the lazy dog 0123456789"}) {
    CAPTURE(text);
    CHECK_FALSE(hidden(text));
  }
  CHECK_FALSE(SecretFinder({}, kForLog).found_in("paused"));
  CHECK_FALSE(SecretFinder(std::vector<std::string>{""}, kForLog).found_in("paused"));
}

TEST_CASE("a secret in any spelling is seen, whatever is round it") {
  const std::string spelled = GENERATE_COPY(
      as<std::string>{},
      // As it is, in part, in other letters, backwards.
      kPassword, kToken, "eyJpc3Mi", "HORSE \"BATTERY", "elpatS+\"yrettaB\" esroH",
      // Percent-encoded: what must be, in small digits, and everything.
      "Corr3ct%2FHorse%20%22Battery%22%2BStaple~", "%2fHorse%20", "Corr3ct%2FHorse+", "Staple%7E",
      // JSON in JSON.
      R"(Corr3ct\/Horse \"Batt)", R"(Horse \"Ba)");
  CAPTURE(spelled);
  CHECK(hidden(spelled));
  CHECK(hidden("status: " + spelled + "!"));
}

TEST_CASE("base64 is seen wherever in its groups the secret begins") {
  const std::string text = GENERATE(
      // base64 of "Corr3ct/Horse" behind nothing, "x" and "xy", and the end cut off
      "Q29ycjNjdC9Ib3JzZQ==", "eENvcnIzY3QvSG9yc2U=", "eHlDb3JyM2N0L0hvcnNl", "Q29ycjNjd",
      // as it is in a basic Authorization: "user:Corr3ct/Horse"
      "dXNlcjpDb3JyM2N0L0hvcnNl");
  CHECK(hidden(text));
}

TEST_CASE("a run of eight characters is what counts") {
  CHECK_FALSE(hidden("Corr3ct"));
  CHECK(hidden("Corr3ct/"));
  CHECK_FALSE(hidden("rr3ct/H."));
  CHECK(hidden("rr3ct/Ho"));
}

TEST_CASE("a short secret is seen as a whole") {
  const SecretFinder finder(std::vector<std::string>{"pass"}, kForLog);
  CHECK(finder.found_in("it is pass."));
  CHECK(finder.found_in("ssap"));
  CHECK(finder.found_in("cGFzcw=="));
  CHECK_FALSE(finder.found_in("pas"));
}

TEST_CASE("a label may share a word with a password, but not more") {
  const SecretFinder finder(std::vector<std::string>{"ciphertrust!1", "abcd/efgh", "short"},
                            kForLabels);
  CHECK_FALSE(finder.found_in("ciphertrust-vault"));
  CHECK(finder.found_in("my ciphertrust!"));
  CHECK(finder.found_in("abcd/efgh"));
  CHECK_FALSE(finder.found_in("abcd/efg"));
  CHECK_FALSE(finder.found_in("shortest"));
  CHECK(finder.found_in("Y2lwaGVydHJ1c3QhMQ=="));
}

namespace {

const SecretFinder secrets(kSecrets, kForLog);

}  // namespace

TEST_CASE("what is shown of a text is printable and short") {
  StatusTexts texts;
  CHECK(texts.shown("paused", secrets) == "paused");
  CHECK(texts.shown("", secrets) == "");
  CHECK(texts.shown("pa\nus\x1b[31med\xff\u00e9", secrets) == "paus[31med");
  CHECK(texts.shown(std::string(100, 'x'), secrets) == std::string(64, 'x'));
  CHECK(texts.shown(std::string(1 << 20, 'y'), secrets) == std::string(64, 'y'));
}

TEST_CASE("a text with a secret in it is not shown, wherever it would be cut") {
  StatusTexts texts;
  CHECK(texts.shown(kToken, secrets) == "<redacted>");
  CHECK(texts.shown(std::string(57, '.') + kPassword, secrets) == "<redacted>");
  CHECK(texts.shown(std::string(70, '.') + kPassword, secrets) == "<redacted>");
  CHECK(texts.shown("Cor\nr3c\x01t/Ho", secrets) == "<redacted>");
  const SecretFinder foreign(std::vector<std::string>{"p\u00e4ssw\u00f6rd"}, kForLog);
  CHECK(texts.shown("p\u00e4ssw\u00f6rd", foreign) == "<redacted>");
}

TEST_CASE("after twenty texts there is silence about further ones") {
  StatusTexts texts;
  for (int round = 0; round < 3; ++round) {
    for (int i = 0; i < 20; ++i) {
      CHECK(texts.shown("status " + std::to_string(i), secrets).has_value());
    }
    CHECK_FALSE(texts.shown("one more", secrets));
  }
}

}  // namespace cckm
