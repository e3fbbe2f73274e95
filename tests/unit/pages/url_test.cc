// SPDX-License-Identifier: Apache-2.0
// Percent-encoding there and back, and the parameters of a query.
#include "exporter/pages/url.h"

#include <string>

#include "tests/support/catch.h"

namespace cckm::test {

TEST_CASE("only unreserved characters are not encoded") {
  CHECK(percent_encoded("a/b") == "a%2Fb");
  CHECK(percent_encoded("aZ09-._~") == "aZ09-._~");
  CHECK(percent_encoded(" ?&#%+\"<\u00e4") == "%20%3F%26%23%25%2B%22%3C%C3%A4");
}

TEST_CASE("every byte comes back") {
  std::string all;
  for (int byte = 0; byte < 256; ++byte) all += static_cast<char>(byte);
  CHECK(percent_decoded(percent_encoded(all)) == all);
}

TEST_CASE("a text that is not encoded well is none") {
  const std::string text = GENERATE(as<std::string>(), "%", "a%2", "%2g", "%%20", "%-1", "%+1");
  CAPTURE(text);
  CHECK_FALSE(percent_decoded(text));
}

TEST_CASE("a query gives the first value of a parameter") {
  CHECK(query_value("state=failed&page=2", "page") == "2");
  CHECK(query_value("a=1&a=2", "a") == "1");
  CHECK(query_value("manager=a%2Fb+c%26", "manager") == "a/b c&");
  CHECK(query_value("state", "state") == "");
  CHECK(query_value("state=", "state") == "");
  CHECK_FALSE(query_value("xstate=1&statex=2", "state"));
  CHECK_FALSE(query_value("", "state"));
  CHECK_FALSE(query_value("state=%zz", "state"));
}

}  // namespace cckm::test
