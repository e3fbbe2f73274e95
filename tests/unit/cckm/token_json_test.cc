// SPDX-License-Identifier: Apache-2.0
// Responses to a login: the token, its life, and members that are left out.
#include "exporter/cckm/token_json.h"

#include <limits>
#include <string>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using std::chrono::seconds;

// Three parts; the payload is the number 0, which has no times in it.
constexpr auto kPlainJwt = "eyJhbGciOiJIUzI1NiJ9.MA.c2lnbmF0dXJl";

std::string base64url(const std::string& bytes) {
  constexpr std::string_view kAlphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  std::string text;
  unsigned bits = 0;
  int count = 0;
  for (const char c : bytes) {
    bits = (bits << 8U | static_cast<unsigned char>(c)) & 0xFFFFU;
    for (count += 8; count >= 6; count -= 6) text += kAlphabet[bits >> (count - 6) & 63U];
  }
  if (count > 0) text += kAlphabet[bits << (6 - count) & 63U];
  return text;
}

std::string jwt_with(const std::string& payload) {
  return base64url(R"({"alg":"HS256"})") + '.' + base64url(payload) + ".sig-_09";
}

// A token whose issuer's clock is at `issued`.
std::string jwt_from_to(const std::string& issued, const std::string& expires) {
  return jwt_with(R"({"iat":)" + issued + R"(,"exp":)" + expires + "}");
}

std::string answer(const std::string& jwt, const std::string& more = "") {
  return R"({"jwt":")" + jwt + '"' + (more.empty() ? "" : "," + more) + "}";
}

TokenGrant grant_of(const std::string& body) {
  CAPTURE(body);
  const auto grant = parse_token(body);
  REQUIRE(grant);
  return *grant;
}

TEST_CASE("the documented response is read") {
  const TokenGrant grant =
      grant_of(R"({"jwt":"eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.FAKE.FAKE","duration":300,)"
               R"("token_type":"Bearer","client_id":"8181a3e4-082e-4aaa-b985-5c35db15ffcd",)"
               R"("refresh_token_id":"6f0c3a0e-0000-4000-8000-000000000001",)"
               R"("refresh_token":"FAKE-REFRESH-TOKEN","refresh_token_expires_in":1799})");
  CHECK(grant.jwt.reveal() == "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9.FAKE.FAKE");
  CHECK(grant.life == seconds(300));
  CHECK(grant.refresh_token == Secret("FAKE-REFRESH-TOKEN"));
  CHECK(grant.refresh_token_life == seconds(1799));
}

TEST_CASE("only the token is required") {
  const TokenGrant grant = grant_of(answer(kPlainJwt));
  CHECK(grant.jwt.reveal() == kPlainJwt);
  CHECK(grant.life == seconds(300));
  CHECK_FALSE(grant.refresh_token);
  CHECK_FALSE(grant.refresh_token_life);
}

TEST_CASE("a usable duration makes the life known") {
  CHECK(grant_of(answer(kPlainJwt, R"("duration":300)")).life_known);
  CHECK(grant_of(answer(kPlainJwt, R"("duration":86400)")).life_known);
  for (const std::string more : {"\"x\":1", R"("duration":null)", R"("duration":0)",
                                 R"("duration":-5)", R"("duration":1e18)", R"("duration":"1")"}) {
    CAPTURE(more);
    CHECK_FALSE(grant_of(answer(kPlainJwt, more)).life_known);
  }
}

TEST_CASE("a token's life is the shorter usable one, and an hour at most") {
  const std::string for_200 = jwt_from_to("1600000000", "1600000200");
  struct Case {
    std::string jwt;
    std::string more;
    int wanted;
  };
  const Case cases[] = {
      // Both lives are usable.
      {for_200, R"("duration":300)", 200},
      {for_200, R"("duration":100)", 100},
      {jwt_from_to("1", "86401"), R"("duration":86400)", 3600},
      // One is missing or not usable.
      {for_200, R"("cloud":0)", 200},
      {for_200, R"("duration":null)", 200},
      {for_200, R"("duration":0)", 200},
      {for_200, R"("duration":0.9)", 200},
      {for_200, R"("duration":-5)", 200},
      {for_200, R"("duration":1000000000000000000)", 200},
      {for_200, R"("duration":1e308)", 200},
      {for_200, R"("duration":"100")", 200},
      {for_200, R"("duration":{})", 200},
      {for_200, R"("duration":100,"duration":100)", 200},
      {kPlainJwt, R"("duration":1)", 1},
      {kPlainJwt, R"("duration":299.9)", 299},
      {kPlainJwt, R"("duration":3600)", 3600},
      {kPlainJwt, R"("duration":7200)", 3600},
      {jwt_from_to("1600000200", "1600000000"), R"("duration":250)", 250},
      {jwt_with(R"({"exp":1600000000})"), R"("duration":250)", 250},
      // Neither is usable.
      {kPlainJwt, R"("duration":-1)", 300},
      {jwt_from_to("0", "1e300"), R"("duration":1e18)", 300},
      {jwt_from_to("5", "5"), R"("duration":0)", 300},
  };
  for (const auto& [jwt, more, wanted] : cases) {
    CAPTURE(jwt, more);
    CHECK(grant_of(answer(jwt, more)).life == seconds(wanted));
  }
}

TEST_CASE("a refresh token that is not usable is left out") {
  CHECK(grant_of(answer(kPlainJwt, R"("refresh_token":"a b~!\"\\")")).refresh_token ==
        Secret(R"(a b~!"\)"));
  const std::string longest(16384, 'r');
  CHECK(grant_of(answer(kPlainJwt, R"("refresh_token":")" + longest + '"')).refresh_token ==
        Secret(longest));
  const std::string cases[] = {
      R"("refresh_token":null)",
      R"("refresh_token":"")",
      R"("refresh_token":7)",
      R"("refresh_token":["a"])",
      R"("refresh_token":"a\r\nb")",
      R"("refresh_token":"a\u0000b")",
      R"("refresh_token":"a\u007f")",
      "\"refresh_token\":\"caf\xC3\xA9\"",
      R"("refresh_token":")" + longest + "r\"",
      R"("refresh_token":"a","refresh_token":"b")",
  };
  for (const auto& more : cases) {
    CAPTURE(more);
    CHECK_FALSE(grant_of(answer(kPlainJwt, more)).refresh_token);
  }
}

TEST_CASE("a refresh token's life is read if it is usable") {
  struct Case {
    std::string value;
    std::optional<seconds> wanted;
  };
  const Case cases[] = {
      {"1", seconds(1)},      {"86400", seconds(86400)},  {"0", std::nullopt},
      {"-1", std::nullopt},   {"\"1799\"", std::nullopt}, {"1e18", std::nullopt},
      {"null", std::nullopt},
  };
  for (const auto& [value, wanted] : cases) {
    CAPTURE(value);
    CHECK(grant_of(answer(kPlainJwt, "\"refresh_token_expires_in\":" + value)).refresh_token_life ==
          wanted);
  }
}

TEST_CASE("a response without a usable token fails, without text of the response") {
  struct Case {
    std::string body;
    std::string wanted;
    Reason reason = Reason::kAuth;
  };
  const Case cases[] = {
      // Not JSON, or not an object: not from CM.
      {"", "not JSON at byte 0", Reason::kBadJson},
      {"<html>SECRET</html>", "not JSON at byte 0", Reason::kBadJson},
      {"[\"SECRET\"]", "not a JSON object", Reason::kBadSchema},
      {"\"SECRET\"", "not a JSON object", Reason::kBadSchema},
      // No token.
      {"{}", "jwt: missing"},
      {R"({"jwt":null,"duration":300})", "jwt: missing"},
      {R"({"jwt":42})", "jwt: not a string"},
      {R"({"jwt":{"SECRET":1}})", "jwt: not a string"},
      {answer(kPlainJwt, R"("jwt":"SECRET.SECRET.SECRET")"), "jwt: given twice"},
      // A token that must not be sent.
      {answer(""), "jwt: not a JSON web token"},
      {answer("SECRET"), "jwt: not a JSON web token"},
      {answer(R"(SEC.RET.\r\nX-Evil: 1)"), "jwt: not a JSON web token"},
  };
  for (const auto& [body, wanted, reason] : cases) {
    CAPTURE(body);
    const auto grant = parse_token(body);
    REQUIRE_FALSE(grant);
    CHECK(grant.failure() == Failure{reason, wanted});
  }
}

TEST_CASE("a text that is no token has neither life nor expiry") {
  for (const std::string jwt : {"", "a", "a.b", "a.b.c.d", "a.b.c=", " a.b.c"}) {
    CAPTURE(jwt);
    CHECK_FALSE(jwt_life(jwt));
    CHECK_FALSE(jwt_expiry(jwt));
  }
}

TEST_CASE("life and expiry are read from a token") {
  struct Case {
    std::string payload;
    std::optional<seconds> life;
    std::optional<std::int64_t> expiry;
  };
  const Case cases[] = {
      // Valid claims, of every length modulo 3, and with `-` and `_` once encoded.
      {R"({"iat":1600000000,"exp":1600000300})", seconds(300), 1600000300},
      {R"({"iat":1600000000,"exp":1600000300 })", seconds(300), 1600000300},
      {R"({"iat":1600000000,"exp":1600000300  })", seconds(300), 1600000300},
      {R"({"iat":1600000000.5,"exp":1600000300.75})", seconds(300), 1600000300},
      {R"({"sub":"?a?a?a>a>a>a","iat":0,"exp":60})", seconds(60), 60},
      // Far in the past or in the future by the clock of this machine, which does not matter.
      {R"({"iat":100,"exp":200})", seconds(100), 200},
      {R"({"iat":99999999900,"exp":99999999999})", seconds(99), 99999999999},
      // One claim only.
      {R"({"exp":1600000300})", std::nullopt, 1600000300},
      {R"({"iat":1600000300})", std::nullopt, std::nullopt},
      {R"({"iat":"1600000000","exp":1600000300})", std::nullopt, std::nullopt},
      // Values that are not usable.
      {R"({"iat":1600000300,"exp":1600000300})", std::nullopt, 1600000300},
      {R"({"iat":0,"exp":1600000300})", std::nullopt, 1600000300},
      {R"({"iat":0,"exp":-1})", std::nullopt, std::nullopt},
      {R"({"iat":0,"exp":1e300})", std::nullopt, std::nullopt},
      {R"({"iat":-1e308,"exp":1e308})", std::nullopt, std::nullopt},
      {R"({"exp":true})", std::nullopt, std::nullopt},
      {"[]", std::nullopt, std::nullopt},
      {"{", std::nullopt, std::nullopt},
  };
  for (const auto& [payload, life, expiry] : cases) {
    CAPTURE(payload);
    CHECK(jwt_life(jwt_with(payload)) == life);
    CHECK(jwt_expiry(jwt_with(payload)) == expiry);
  }
}

}  // namespace
}  // namespace cckm::test
