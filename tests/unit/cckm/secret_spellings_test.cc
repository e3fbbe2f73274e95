// SPDX-License-Identifier: Apache-2.0
// The table of spellings against what Python's encoders write.
#include "exporter/cckm/secret_spellings.h"

#include <algorithm>
#include <set>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using Texts = std::set<std::string>;

// Has a character of every kind: two that Base64url writes differently, a control character, UTF-8
// of 2, 3 and 4 bytes, and what only some encoders escape.
const std::string kSecret = "p\t\u00c4/\"\\<w&> \u20ac\U0001F600+~d";

}  // namespace

TEST_CASE("the table has all spellings of a secret, and no other text") {
  const auto spellings = spellings_of(kSecret);
  const Texts wanted = {
      kSecret,
      // Base64 and Base64url behind nothing, one byte and two bytes.
      "cAnDhC8iXDx3Jj4g4oKs8J+YgCt+Z",
      "cAnDhC8iXDx3Jj4g4oKs8J-YgCt-Z",
      "AJw4QvIlw8dyY+IOKCrPCfmIArfm",
      "AJw4QvIlw8dyY-IOKCrPCfmIArfm",
      "wCcOELyJcPHcmPiDigqzwn5iAK35k",
      // Percent-encoding: RFC 3986, of a form, of all but letters and digits, of everything.
      "p%09%c3%84%2f%22%5c%3cw%26%3e%20%e2%82%ac%f0%9f%98%80%2b~d",
      "p%09%C3%84%2F%22%5C%3Cw%26%3E%20%E2%82%AC%F0%9F%98%80%2B~d",
      "p%09%c3%84%2f%22%5c%3cw%26%3e+%e2%82%ac%f0%9f%98%80%2b~d",
      "p%09%C3%84%2F%22%5C%3Cw%26%3E+%E2%82%AC%F0%9F%98%80%2B~d",
      "p%09%c3%84%2f%22%5c%3cw%26%3e%20%e2%82%ac%f0%9f%98%80%2b%7ed",
      "p%09%C3%84%2F%22%5C%3Cw%26%3E%20%E2%82%AC%F0%9F%98%80%2B%7Ed",
      "%70%09%c3%84%2f%22%5c%3c%77%26%3e%20%e2%82%ac%f0%9f%98%80%2b%7e%64",
      "%70%09%C3%84%2F%22%5C%3C%77%26%3E%20%E2%82%AC%F0%9F%98%80%2B%7E%64",
      // JSON: the least, Go, Python, PHP.
      "p\\t\u00c4/\\\"\\\\<w&> \u20ac\U0001F600+~d",
      "p\\t\u00c4/\\\"\\\\\\u003cw\\u0026\\u003e \u20ac\U0001F600+~d",
      "p\\t\u00c4/\\\"\\\\\\u003Cw\\u0026\\u003E \u20ac\U0001F600+~d",
      "p\\t\\u00c4/\\\"\\\\<w&> \\u20ac\\ud83d\\ude00+~d",
      "p\\t\\u00C4/\\\"\\\\<w&> \\u20AC\\uD83D\\uDE00+~d",
      "p\\t\\u00c4\\/\\\"\\\\<w&> \\u20ac\\ud83d\\ude00+~d",
      "p\\t\\u00C4\\/\\\"\\\\<w&> \\u20AC\\uD83D\\uDE00+~d",
      // Hexadecimal.
      "7009c3842f225c3c77263e20e282acf09f98802b7e64",
      "7009C3842F225C3C77263E20E282ACF09F98802B7E64",
  };
  CHECK(Texts(spellings.begin(), spellings.end()) == wanted);
  CHECK(spellings.size() == wanted.size());
}

TEST_CASE("whole Base64 contains a spelling, wherever the secret is in it") {
  const std::string text = GENERATE(
      // of "password" behind nothing, "x" and "xy"; with padding and without it
      "cGFzc3dvcmQ=", "cGFzc3dvcmQ", "eHBhc3N3b3Jk", "eHlwYXNzd29yZA==", "eHlwYXNzd29yZA",
      // of "user:password" and "user:password!"
      "dXNlcjpwYXNzd29yZA==", "dXNlcjpwYXNzd29yZCE=");
  const auto spellings = spellings_of("password");
  CHECK(std::ranges::any_of(spellings, [&](const std::string& spelling) {
    return text.find(spelling) != std::string::npos;
  }));
}

TEST_CASE("control characters without an escape of their own are numbered in JSON") {
  const auto spellings = spellings_of("a\b\f\n\r\t\x1fz");
  CHECK(std::ranges::count(spellings, R"(a\b\f\n\r\t\u001fz)") == 1);
  CHECK(std::ranges::count(spellings, R"(a\b\f\n\r\t\u001Fz)") == 1);
}

TEST_CASE("bytes that are not UTF-8 stay as they are in JSON") {
  CHECK(std::ranges::count(spellings_of("a\xff\"b"), "a\xff\\\"b") == 1);
}

TEST_CASE("no spelling is empty or shorter than the secret") {
  CHECK(spellings_of("").empty());
  for (const std::string secret : {"a", "ab", "abc", "abcd"}) {
    CAPTURE(secret);
    for (const std::string& spelling : spellings_of(secret)) {
      CHECK(spelling.size() >= secret.size());
    }
  }
}

}  // namespace cckm::test
