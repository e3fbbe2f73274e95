// SPDX-License-Identifier: Apache-2.0
// Responses to a login: of CM, and of others in its place.
#include "exporter/cckm/login_response.h"

#include <string>

#include "tests/support/catch.h"

using namespace cckm;
using namespace std::chrono_literals;

namespace {

const std::string kCmDenial = R"({"code":5,"codeDesc":"NCERRUnauthorizedAccess","message":"..."})";
const std::string kFirewallPage = "<html><body>The requested URL was rejected.</body></html>";

LoginResult result_of(int status, const std::string& body, const std::string& retry_after = "") {
  HttpResponse response;
  response.status = status;
  response.body = body;
  response.retry_after = retry_after;
  return read_login_response(response);
}

std::string reason_of(const LoginResult& result) {
  return std::string(reason_name(result.grant.failure().reason));
}

}  // namespace

TEST_CASE("a response with a token is a success") {
  const auto result = result_of(200, R"({"jwt":"a.b.c"})");
  REQUIRE(result.grant);
  CHECK(result.grant->jwt.reveal() == "a.b.c");
  CHECK_FALSE(result.refused);
}

TEST_CASE("CM refuses credentials with 401, 423, and with 400 and 403 in its own JSON") {
  const auto [status, body] = GENERATE(table<int, std::string>({
      {401, kCmDenial},
      {401, kFirewallPage},
      {401, ""},
      {423, kCmDenial},
      {423, kFirewallPage},
      {423, ""},
      {400, kCmDenial},
      {400, "{}"},
      {403, kCmDenial},
      {403, "{}"},
  }));
  CAPTURE(status, body);
  const auto result = result_of(status, body);
  CHECK(result.refused);
  CHECK(result.grant.failure() == Failure{Reason::kAuth, "refused", status});
}

TEST_CASE("a JSON object without a usable token refuses nothing, and has a wait of a minute") {
  const auto body =
      GENERATE(as<std::string>{}, "{}", R"({"jwt":7})", R"({"jwt":"a.b"})", kCmDenial);
  CAPTURE(body);
  const auto result = result_of(200, body);
  CHECK_FALSE(result.refused);
  CHECK(result.wait == 60s);
  CHECK(reason_of(result) == "auth");
  CHECK(result.grant.failure().status == 200);
}

TEST_CASE("any other response to a login refuses nothing and has its own reason") {
  const auto [status, body, reason] = GENERATE(table<int, std::string, std::string>({
      {200, kFirewallPage, "bad_json"},
      {200, "", "bad_json"},
      {200, R"({"jwt":"a.b)", "bad_json"},
      {200, "[]", "bad_schema"},
      {200, "\"a.b.c\"", "bad_schema"},
      {201, R"({"jwt":"a.b.c"})", "bad_schema"},
      {204, "", "bad_schema"},
      {302, kCmDenial, "redirect"},
      {400, kFirewallPage, "http_4xx"},
      {400, "", "http_4xx"},
      {400, "[]", "http_4xx"},
      {403, kFirewallPage, "forbidden"},
      {403, "", "forbidden"},
      {404, kFirewallPage, "not_found"},
      {404, kCmDenial, "not_found"},
      {405, kCmDenial, "http_4xx"},
      {407, kFirewallPage, "http_4xx"},
      {429, kCmDenial, "rate_limited"},
      {429, kFirewallPage, "rate_limited"},
      {500, kCmDenial, "http_5xx"},
      {502, kFirewallPage, "http_5xx"},
      {503, "", "http_5xx"},
  }));
  CAPTURE(status, body);
  const auto result = result_of(status, body);
  CHECK_FALSE(result.refused);
  CHECK(reason_of(result) == reason);
  CHECK((result.wait > 0s) == (status == 429));
  CHECK(result.grant.failure().status == status);
}

TEST_CASE("a 429 has its Retry-After, at most a minute") {
  CHECK(result_of(429, kCmDenial, "5").wait == 5s);
  CHECK(result_of(429, kFirewallPage, "0").wait == 0s);
  CHECK(result_of(429, kCmDenial, "").wait == 30s);
  CHECK(result_of(429, kCmDenial, "61").wait == 60s);
  CHECK(result_of(429, kCmDenial, "86400").wait == 60s);
  CHECK(result_of(503, kCmDenial, "5").wait == 0s);
}

TEST_CASE("a failed login has CM's own error") {
  const int status = GENERATE(200, 400, 401, 403, 404, 429, 500);
  CAPTURE(status);
  CHECK(result_of(status, kCmDenial).error.code_desc == "NCERRUnauthorizedAccess");
  CHECK(result_of(status, kCmDenial).error.code == "5");
  CHECK(result_of(status, kFirewallPage).error.code_desc.empty());
}
