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
      {"", ""},
  }));
  CAPTURE(target);
  const Request request(http::verb::get, target, 11);
  CHECK(path_of(request) == path);
}

TEST_CASE("the path of a target in absolute form is the one behind its host") {
  const auto [target, path] = GENERATE(table<std::string, std::string>({
      {"http://cckm.example.com/metrics", "/metrics"},
      {"http://cckm.example.com/metrics?a=b", "/metrics"},
      {"http://cckm.example.com:10877/metrics", "/metrics"},
      {"http://cckm.example.com:/metrics", "/metrics"},
      {"https://cckm.example.com/metrics", "/metrics"},
      {"HTTP://cckm.example.com/metrics", "/metrics"},
      {"hTTpS://CCKM/-/ready", "/-/ready"},
      {"http://192.0.2.1/metrics", "/metrics"},
      {"http://[2001:db8::1]/metrics", "/metrics"},
      {"http://[::1]:10877/metrics?x=/y", "/metrics"},
      {"http://cckm", "/"},
      {"http://cckm:10877", "/"},
      {"http://cckm/", "/"},
      {"http://cckm?a=b", "/"},
      {"http://cckm?/metrics", "/"},
      {"http://cckm//metrics", "//metrics"},
      {"http://cckm/http://other/metrics", "/http://other/metrics"},
  }));
  CAPTURE(target);
  const Request request(http::verb::get, target, 11);
  CHECK(path_of(request) == path);
}

TEST_CASE("a target that only looks like the absolute form is no path") {
  const std::string target = GENERATE(
      as<std::string>{}, "http:///metrics", "http://", "http:/metrics", "http:metrics", "http",
      "ftp://cckm/metrics", "cckm/metrics", "//cckm/metrics", "://cckm/metrics",
      "xhttp://cckm/metrics", "http://user@cckm/metrics", "http://user:password@cckm/metrics",
      "http://cckm:65536/metrics", "http://cckm:-1/metrics", "http://cckm:x/metrics",
      "http://:10877/metrics", "http://[::1/metrics", "http://[]/metrics", "http://[::1]x/metrics",
      "http://a:1:2/metrics", "http://cckm#/metrics", "http://c\"km/metrics");
  CAPTURE(target);
  const Request request(http::verb::get, target, 11);
  CHECK(path_of(request) == target);
}

TEST_CASE("a response in plain text has its status, type and body") {
  const Response response = text_response(http::status::not_found, "Not found.\n");
  CHECK(response.result() == http::status::not_found);
  CHECK(response[http::field::content_type] == "text/plain; charset=utf-8");
  CHECK(response.body().view() == "Not found.\n");
  CHECK(response.version() == 11);
}

TEST_CASE("the query of a request is what follows the first question mark") {
  const auto [target, query] = GENERATE(table<std::string, std::string>({
      {"/?state=failed&page=2", "state=failed&page=2"},
      {"http://cckm.example.com/?a=b", "a=b"},
      {"/a?b?c", "b?c"},
      {"/?", ""},
      {"/", ""},
      {"", ""},
  }));
  CAPTURE(target);
  const Request request(http::verb::get, target, 11);
  CHECK(query_of(request) == query);
}
