// SPDX-License-Identifier: Apache-2.0
// What CM answers to a request, and the words of its errors.
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cckm::test {

struct HeaderField {
  std::string name;
  std::string value;
};

struct Answer {
  unsigned status = 200;
  std::vector<HeaderField> headers;  // beside Date, Content-Type, Content-Length and Connection
  std::string body;                  // JSON, or HTML for 502 and 503
};

// CM's answer to a request that goes wrong in this way: JSON with its code and codeDesc, the HTML
// of a node that is starting for 502 and 503, and nothing for a status below 400.
Answer error_answer(unsigned status);
Answer error_answer(unsigned status, std::string_view message);

// HTTP's name of a status; empty where it has none.
std::string_view reason_phrase(unsigned status);

}  // namespace cckm::test
