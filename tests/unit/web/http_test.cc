// SPDX-License-Identifier: Apache-2.0
// Paths of requests and responses in plain text.
#include "exporter/web/http.h"

#include "tests/support/catch.h"

using namespace cckm;

TEST_CASE("the path of a request is its target without the query") {
  const auto [target, path] = GENERATE(table<std::string, std::string>({
      {"/metrics", "/metrics"},
      {"/metrics?a=b", "/metrics"},
      {"/?", "/"},
      {"/a?b?c", "/a"},
      {"*", "*"},
  }));
  CAPTURE(target);
  CHECK(path_of(Request(http::verb::get, target, 11)) == path);
}

TEST_CASE("a response in plain text has its status, type and body") {
  const Response response = text_response(http::status::not_found, "Not found.\n");
  CHECK(response.result() == http::status::not_found);
  CHECK(response[http::field::content_type] == "text/plain; charset=utf-8");
  CHECK(response.body().view() == "Not found.\n");
  CHECK(response.version() == 11);
}
