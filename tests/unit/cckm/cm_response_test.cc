// SPDX-License-Identifier: Apache-2.0
// Responses of CM, and of others that stand in its place.
#include "exporter/cckm/cm_response.h"

#include <string>

#include "tests/support/catch.h"

using namespace cckm;

namespace {

const std::string kCmError =
    R"({"code":16,"codeDesc":"NCERRResourceNotFound: Resource not found","message":"..."})";
const std::string kHtml = "<html><body><h1>It works</h1></body></html>";

bool from_cm(int status, const std::string& body) {
  HttpResponse response;
  response.status = status;
  response.body = body;
  return is_from_cm(response);
}

}  // namespace

TEST_CASE("a JSON object is from CM, whatever its members") {
  const int status = GENERATE(200, 201, 206, 226, 400, 401, 403, 404, 410, 418, 429, 499);
  CAPTURE(status);
  CHECK(from_cm(status, kCmError));
  CHECK(from_cm(status, "{}"));
}

TEST_CASE("any other body is not from CM") {
  const int status = GENERATE(200, 204, 206, 400, 403, 404, 429);
  const auto body =
      GENERATE(as<std::string>{}, "", " ", kHtml, "\"text\"", "404", "null", "[]", "[{}]",
               kCmError.substr(0, 20), kCmError + "x", "{'code':16}", "callback({})");
  CAPTURE(status, body);
  CHECK_FALSE(from_cm(status, body));
}

TEST_CASE("a redirect and a server error are not from CM, whatever the body") {
  const int status = GENERATE(300, 301, 302, 303, 304, 307, 308, 399, 500, 502, 503, 504, 599);
  CAPTURE(status);
  CHECK_FALSE(from_cm(status, kCmError));
  CHECK_FALSE(from_cm(status, kHtml));
  CHECK_FALSE(from_cm(status, ""));
}

TEST_CASE("an error of CM has its codeDesc and its code, as far as they can be read") {
  const auto [body, code_desc, code] = GENERATE(table<std::string, std::string, std::string>({
      {R"({"code":5,"codeDesc":"NCERRUnauthorizedAccess","message":"Wrong password."})",
       "NCERRUnauthorizedAccess", "5"},
      {R"({"codeDesc":"NCERRUnauthorizedAccess"})", "NCERRUnauthorizedAccess", ""},
      {R"({"code":5})", "", "5"},
      {R"({"code":-1,"codeDesc":null})", "", "-1"},
      // A member of a wrong type does not hide the other one.
      {R"({"code":"5","codeDesc":"NCERR"})", "NCERR", ""},
      {R"({"code":5,"codeDesc":["NCERR"]})", "", "5"},
      {R"({"code":5.5})", "", ""},
      {R"({"code":1e300})", "", ""},
      {"{}", "", ""},
      {"[]", "", ""},
      {kHtml, "", ""},
      {"", "", ""},
  }));
  CAPTURE(body);
  HttpResponse response;
  response.status = 401;
  response.body = body;
  CHECK(cm_error(response).code_desc == code_desc);
  CHECK(cm_error(response).code == code);
}
