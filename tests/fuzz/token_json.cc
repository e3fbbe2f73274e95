// SPDX-License-Identifier: Apache-2.0
// Fuzzes the parsing of CM's response to a login, and of a token alone.
#include "exporter/cckm/token_json.h"

#include <algorithm>

#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/targets.h"

namespace cckm::test {
namespace {

using std::chrono::seconds;

constexpr std::size_t kMostTokenBytes = 16'384;
constexpr seconds kTenYears = std::chrono::years(10);

bool is_header_safe(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c <= '~'; });
}

void check_life(const std::optional<seconds>& life, seconds most) {
  require(!life || (*life >= seconds(1) && *life <= most), "a lifetime is in its range");
}

void check_jwt(std::string_view jwt) {
  require(!jwt.empty() && jwt.size() <= kMostTokenBytes, "a token has a size that fits a header");
  require(is_header_safe(jwt), "a token is safe in a header");
  require(std::count(jwt.begin(), jwt.end(), '.') == 2, "a token has three parts");
}

void check(const TokenGrant& grant) {
  check_jwt(grant.jwt.reveal());
  check_life(grant.life, std::chrono::hours(1));
  check_life(grant.refresh_token_life, kTenYears);
  if (!grant.refresh_token) return;
  const std::string& refresh_token = grant.refresh_token->reveal();
  require(!refresh_token.empty() && refresh_token.size() <= kMostTokenBytes,
          "the size of a refresh token is in its range");
  require(std::all_of(refresh_token.begin(), refresh_token.end(),
                      [](char c) { return c >= ' ' && c <= '~'; }),
          "a refresh token is printable");
}

void check_refusal(const Failure& failure) {
  static FixedTexts words(30);
  const Reason reason = failure.reason;
  require(reason == Reason::kAuth || reason == Reason::kBadJson || reason == Reason::kBadSchema ||
              reason == Reason::kTooLarge,
          "a response without a token is a refusal or not from CM");
  words.check(failure.detail);
}

}  // namespace
}  // namespace cckm::test

void cckm::test::fuzz_token_json(std::string_view text) {
  const auto grant = parse_token(text);
  grant ? check(*grant) : check_refusal(grant.failure());

  const std::string_view jwt = grant ? std::string_view(grant->jwt.reveal()) : text;
  if (valid_jwt(jwt)) check_jwt(jwt);
  check_life(jwt_life(jwt), kTenYears);
  const auto expiry = jwt_expiry(jwt);
  require(!expiry || (valid_jwt(jwt) && *expiry >= 0 && *expiry < 253'402'300'800),
          "a token ends before the year 10000");
}
