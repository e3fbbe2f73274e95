// SPDX-License-Identifier: Apache-2.0
// Defines a response of the simulated CM and builds its error responses.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cckm::test {

struct HeaderField {
  std::string name;
  std::string value;
};

struct Response {
  unsigned status = 200;
  std::vector<HeaderField> headers;  // beside Date, Content-Type, Content-Length and Connection
  std::string body;                  // JSON, or HTML for 502 and 503
};

// Returns CM's response with this error status. The body is JSON with `code` and `codeDesc`. For
// 502 and 503 it is the HTML page of a starting node. Below 400 it is empty.
Response error_response(unsigned status);
Response error_response(unsigned status, std::string_view message);

// Returns HTTP's name of a status, or an empty text.
std::string_view reason_phrase(unsigned status);

}  // namespace cckm::test
