// SPDX-License-Identifier: Apache-2.0
// Takes the shorter of a token's two lives: `duration` of the response and the token's own claims.
// Either can be missing or unusable. The clock of this machine is never compared with CM's.
#include "exporter/cckm/token_json.h"

#include <algorithm>
#include <utility>

#include "exporter/cckm/json_document.h"
#include "exporter/model/ascii.h"

namespace cckm {
namespace {

using std::chrono::seconds;

constexpr seconds kDefaultLife(300);
constexpr seconds kMaxLife = std::chrono::hours(1);
constexpr seconds kMaxSaneLife = std::chrono::years(10);
constexpr double kEndOfYear9999 = 253'402'300'799;

// Drops the last bits if they make no whole byte. Precondition: all of `text` are digits of
// base64url.
std::string decode_base64url(std::string_view text) {
  std::string bytes;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    bits = (bits << 6U | static_cast<unsigned>(kBase64UrlDigits.find(c))) & 0xFFFFU;
    count += 6;
    if (count < 8) continue;
    count -= 8;
    bytes.push_back(static_cast<char>(bits >> count & 0xFFU));
  }
  return bytes;
}

// The times in a token's payload, in seconds since 1970.
struct Claims {
  std::optional<double> issued;
  std::optional<double> expires;
};

Claims claims_of(std::string_view jwt) {
  if (!valid_jwt(jwt)) return {};
  const std::size_t begin = jwt.find('.') + 1;
  const std::string payload = decode_base64url(jwt.substr(begin, jwt.find('.', begin) - begin));
  const auto claims = read_json(payload, [](MemberReader& members) {
    return Claims{members.optional_number("iat"), members.optional_number("exp")};
  });
  return claims ? *claims : Claims{};
}

std::optional<seconds> sane_life(std::optional<double> life) {
  if (!life || *life < 1 || *life > static_cast<double>(kMaxSaneLife.count())) return std::nullopt;
  return seconds(static_cast<seconds::rep>(*life));
}

// Takes a copy of the reader: a duration that is not a number must not fail the whole response.
std::optional<seconds> read_life(MemberReader members, std::string_view name) {
  return sane_life(members.optional_number(name));
}

std::optional<Secret> read_refresh_token(MemberReader members) {
  const auto token = members.optional_string("refresh_token");
  const auto printable = [](char c) { return c >= ' ' && c <= '~'; };
  if (!token || token->empty() || token->size() > kMostTokenBytes ||
      !std::all_of(token->begin(), token->end(), printable)) {
    return std::nullopt;
  }
  return Secret(std::string(*token));
}

seconds shorter_life(std::optional<seconds> a, std::optional<seconds> b) {
  if (!a && !b) return kDefaultLife;
  return std::min({a.value_or(kMaxLife), b.value_or(kMaxLife), kMaxLife});
}

TokenGrant read_grant(MemberReader& members) {
  TokenGrant grant;
  const std::string_view jwt = members.string("jwt");
  if (!valid_jwt(jwt)) members.refuse("jwt", "not a JSON web token");
  grant.jwt = Secret(std::string(jwt));
  const auto duration = read_life(members, "duration");
  grant.life = shorter_life(duration, jwt_life(jwt));
  grant.life_known = duration.has_value();
  grant.refresh_token = read_refresh_token(members);
  grant.refresh_token_life = read_life(members, "refresh_token_expires_in");
  return grant;
}

}  // namespace

Result<TokenGrant> parse_token(std::string_view body) {
  auto grant = read_json(body, read_grant);
  const bool from_cm =
      !grant && grant.failure().reason == Reason::kBadSchema && is_json_object(body);
  if (from_cm) return Failure{Reason::kAuth, grant.failure().detail};
  return grant;
}

std::optional<seconds> jwt_life(std::string_view jwt) {
  const Claims claims = claims_of(jwt);
  if (!claims.issued || !claims.expires) return std::nullopt;
  return sane_life(*claims.expires - *claims.issued);
}

std::optional<std::int64_t> jwt_expiry(std::string_view jwt) {
  const auto expires = claims_of(jwt).expires;
  if (!expires || *expires < 0 || *expires > kEndOfYear9999) return std::nullopt;
  return static_cast<std::int64_t>(*expires);
}

}  // namespace cckm
