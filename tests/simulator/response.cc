// SPDX-License-Identifier: Apache-2.0
// Builds CM's error responses as its documentation shows them. Undocumented codes are left out.
#include "tests/simulator/response.h"

#include <boost/beast/http/status.hpp>
#include <boost/json.hpp>
#include <string>

#include "tests/simulator/random.h"

namespace cckm::test {
namespace {

namespace json = boost::json;

struct Error {
  unsigned status;
  int code;  // 0: not documented
  std::string_view description;
  std::string_view message;
};

constexpr Error kErrors[] = {
    {401, 5, "NCERRUnauthorizedAccess", "Unauthorized access."},
    {403, 0, "NCERRInsufficientPermissions: Insufficient permissions", "Not permitted."},
    {404, 16, "NCERRResourceNotFound: Resource not found", "Resource not found."},
    {500, 14, "NCERRInternalServerError: unexpected error", "Unexpected error."},
};

constexpr Error kOther = {0, 0, "NCERRBadRequest", "The simulator does not serve this."};

const Error& error_of(unsigned status) {
  for (const Error& error : kErrors)
    if (error.status == status) return error;
  return kOther;
}

bool is_starting(unsigned status) {
  return status == 502 || status == 503;
}

constexpr std::string_view kStarting =
    "<html><head><title>Starting</title></head><body>The node is starting.</body></html>\n";

}  // namespace

Response error_response(unsigned status, std::string_view message) {
  const Error& error = error_of(status);
  json::object body;
  if (error.code != 0) body["code"] = error.code;
  body["codeDesc"] = error.description;
  body["message"] = message;
  body["requestID"] = random_uuid();
  return {status, {}, json::serialize(body)};
}

Response error_response(unsigned status) {
  if (status < 400) return {status, {}, ""};
  if (is_starting(status)) return {status, {{"Content-Type", "text/html"}}, std::string(kStarting)};
  return error_response(status, error_of(status).message);
}

std::string_view reason_phrase(unsigned status) {
  const auto phrase =
      boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(status));
  return {phrase.data(), phrase.size()};
}

}  // namespace cckm::test
