// SPDX-License-Identifier: Apache-2.0
// Texts of CM that reach the log: printable, short and without secrets.
#include "exporter/cckm/log_text.h"

#include <string>
#include <vector>

#include "tests/support/catch.h"
#include "tests/unit/cckm/secrets.h"

namespace cckm::test {
namespace {

const SecretFinder kPasswordFinder(std::vector{Secret(kPassword)});

std::string shown(std::string_view text, std::size_t most = 200) {
  return log_text(text, kPasswordFinder, most);
}

TEST_CASE("a text is shown as its first printable characters") {
  CHECK(shown("region failed") == "region failed");
  CHECK(shown("").empty());
  CHECK(shown("a\nb\x1b[31mc\xff\u00e9\x7f~ d") == "ab[31mc~ d");
  CHECK(shown("12345", 5) == "12345");
  CHECK(shown("123456", 5) == "12345");
  CHECK(shown("\n\n\n123456", 5) == "12345");
}

TEST_CASE("a text with a part of a secret is redacted, even if the part is behind the cut") {
  CHECK(shown(kPassword) == "<redacted>");
  CHECK(shown("denied for " + kPassword.substr(3, 8) + " here") == "<redacted>");
  CHECK(shown(std::string(300, '.') + kPassword) == "<redacted>");
  CHECK(shown("Cor\nr3c\x01t/Ho") == "<redacted>");
  CHECK(shown("Corr3ct") == "Corr3ct");
}

TEST_CASE("nothing behind the searched part of a text is shown") {
  const std::string before(kSearchedForSecrets - 1, '\n');
  CHECK(shown(before + kPassword) == "C");
  CHECK(shown(before + "\n" + kPassword).empty());
}

}  // namespace
}  // namespace cckm::test
