// SPDX-License-Identifier: Apache-2.0
// Issues JSON Web Tokens with true `iat` and `exp`. Their signatures are random, because tokens are
// looked up and not verified.
#include "tests/simulator/token_endpoint.h"

#include <algorithm>
#include <boost/json.hpp>
#include <utility>

#include "tests/simulator/random.h"

namespace cckm::test {
namespace {

namespace json = boost::json;

constexpr std::string_view kBearer = "Bearer ";

std::int64_t unix_time(Time time) {
  return std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count();
}

std::string web_token(Time issued, Time expires) {
  const json::object header = {{"alg", "HS256"}, {"typ", "JWT"}};
  const json::object claims = {{"iss", "kylo"},
                               {"jti", random_uuid()},
                               {"iat", unix_time(issued)},
                               {"exp", unix_time(expires)}};
  return base64url(json::serialize(header)) + "." + base64url(json::serialize(claims)) + "." +
         base64url(random_bytes(32));
}

json::object parse_object(std::string_view text) {
  boost::system::error_code error;
  const json::value value = json::parse(text, error);
  return !error && value.is_object() ? value.get_object() : json::object();
}

// Returns the text of a member, or an empty text if the member is missing or not a text.
std::string_view text_of(const json::object& object, std::string_view member) {
  const json::value* value = object.if_contains(member);
  if (value == nullptr || !value->is_string()) return {};
  return {value->get_string().data(), value->get_string().size()};
}

// Returns the lifetime that the login requests in minutes, `longest` at most.
std::chrono::seconds asked_life(const json::object& login, std::chrono::seconds longest) {
  const json::value* minutes = login.if_contains("refresh_token_lifetime");
  if (minutes == nullptr || !minutes->is_int64()) return longest;
  constexpr std::int64_t kMinutesOfYear = 525'600;
  const std::chrono::minutes asked(
      std::clamp<std::int64_t>(minutes->get_int64(), 1, kMinutesOfYear));
  return std::min<std::chrono::seconds>(asked, longest);
}

void forget_expired(std::unordered_map<std::string, Time>& expiries, Time now) {
  std::erase_if(expiries, [now](const auto& entry) { return entry.second <= now; });
}

}  // namespace

TokenEndpoint::TokenEndpoint(TokenTerms terms, Clock clock)
    : terms_(std::move(terms)), clock_(std::move(clock)) {}

Response TokenEndpoint::respond(std::string_view body) {
  const json::object login = parse_object(body);
  const std::string_view grant_type = text_of(login, "grant_type");
  if (grant_type == "password")
    return by_password(text_of(login, "username"), text_of(login, "password"),
                       asked_life(login, terms_.refresh_token_life));
  if (grant_type == "refresh_token")
    return by_refresh_token(std::string(text_of(login, "refresh_token")));
  return error_response(400);
}

Response TokenEndpoint::by_password(std::string_view username, std::string_view password,
                                    std::chrono::seconds refresh_token_life) {
  ++counts_.password;
  const bool right = username == terms_.username && password == terms_.password;
  if (!right) note_wrong_password();
  if (!right || clock_() < locked_until_) return error_response(401, "Wrong username or password.");
  wrong_passwords_ = 0;
  return grant(mint_refresh_token(refresh_token_life));
}

void TokenEndpoint::note_wrong_password() {
  if (++wrong_passwords_ % kTries == 0) locked_until_ = clock_() + kLockout;
}

Response TokenEndpoint::by_refresh_token(const std::string& refresh_token) {
  ++counts_.refresh_token;
  forget_expired(refresh_tokens_, clock_());
  if (!refresh_tokens_.contains(refresh_token)) return error_response(401);
  return grant(refresh_token);
}

Response TokenEndpoint::grant(const std::string& refresh_token) {
  const auto left = refresh_tokens_.at(refresh_token) - clock_();
  const json::object body = {
      {"jwt", mint_token()},
      {"duration", terms_.token_life.count()},
      {"token_type", "Bearer"},
      {"client_id", "8181a3e4-082e-4aaa-b985-5c35db15ffcd"},
      {"refresh_token_id", random_uuid()},
      {"refresh_token", refresh_token},
      {"refresh_token_expires_in", std::chrono::floor<std::chrono::seconds>(left).count()}};
  return {200, {}, json::serialize(body)};
}

bool TokenEndpoint::accepts(std::string_view authorization) const {
  if (!authorization.starts_with(kBearer)) return false;
  const auto found = tokens_.find(std::string(authorization.substr(kBearer.size())));
  return found != tokens_.end() && clock_() < found->second;
}

std::string TokenEndpoint::mint_token() {
  const Time now = clock_();
  forget_expired(tokens_, now);
  std::string token = web_token(now, now + terms_.token_life);
  tokens_.emplace(token, now + terms_.token_life);
  issued_.push_back(token);
  return token;
}

std::string TokenEndpoint::mint_refresh_token(std::chrono::seconds life) {
  forget_expired(refresh_tokens_, clock_());
  std::string token = base64url(random_bytes(48));
  refresh_tokens_.emplace(token, clock_() + life);
  issued_.push_back(token);
  return token;
}

}  // namespace cckm::test
