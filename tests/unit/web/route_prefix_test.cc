// SPDX-License-Identifier: Apache-2.0
// Values of --web.external-url and --web.route-prefix, and pages below a prefix.
#include "exporter/web/route_prefix.h"

#include "tests/support/catch.h"
#include "tests/unit/web/run_coroutine.h"

using namespace cckm;
using namespace cckm::test;

namespace {

// A handler whose page is the target that it got.
asio::awaitable<Response> echo(const Request& request) {
  co_return text_response(http::status::ok, std::string_view(request.target()));
}

Response get(const std::string& prefix, const std::string& target) {
  const Handler handler = below_prefix(prefix, echo);
  const Request request(http::verb::get, target, 11);
  return run_coroutine(handler(request));
}

std::string body_of(const Response& response) {
  return std::string(response.body().view());
}

}  // namespace

TEST_CASE("the prefix is the flag, or the path of the external URL") {
  const auto [url, flag, prefix] = GENERATE(table<std::string, std::string, std::string>({
      {"", "", ""},
      {"https://proxy.example.com", "", ""},
      {"https://proxy.example.com/", "", ""},
      {"https://proxy.example.com/ops/cckm/", "", "/ops/cckm"},
      {"http://[::1]:8080/cckm", "", "/cckm"},
      {"https://proxy.example.com/cckm", "/", ""},
      {"https://proxy.example.com/cckm", "/inner/", "/inner"},
      {"", "cckm", "/cckm"},
  }));
  CAPTURE(url, flag);
  CHECK(problem_of_external_url(url).empty());
  CHECK(problem_of_route_prefix(flag).empty());
  CHECK(route_prefix_of(url, flag) == prefix);
}

TEST_CASE("a URL or a prefix with other parts is rejected") {
  for (const std::string url :
       {"proxy.example.com", "/cckm", "ftp://proxy/cckm", "https://", "https://user@proxy/cckm",
        "https://proxy/cckm?a=b", "https://proxy/cckm#top", "https://proxy/a b",
        "https://proxy/a\r\nb"}) {
    CAPTURE(url);
    CHECK_FALSE(problem_of_external_url(url).empty());
  }
  for (const std::string prefix : {"/a b", "/a?b", "/a\r\nb", "/<a>", "/%2e"}) {
    CAPTURE(prefix);
    CHECK_FALSE(problem_of_route_prefix(prefix).empty());
  }
}

TEST_CASE("pages below the prefix get the rest of the path and the query") {
  CHECK(body_of(get("/ops/cckm", "/ops/cckm/")) == "/");
  CHECK(body_of(get("/ops/cckm", "/ops/cckm/metrics?name=a&b")) == "/metrics?name=a&b");
  CHECK(body_of(get("/ops/cckm", "http://proxy/ops/cckm/-/reload")) == "/-/reload");
  CHECK(body_of(get("", "/metrics?a")) == "/metrics?a");
}

TEST_CASE("the root and the prefix alone lead to the first page") {
  for (const std::string target : {"/", "/?a=b", "/ops/cckm", "/ops/cckm?a"}) {
    CAPTURE(target);
    const Response response = get("/ops/cckm", target);
    CHECK(response.result_int() == 302);
    CHECK(response[http::field::location] == "/ops/cckm/");
  }
}

TEST_CASE("a path beside the prefix has no page") {
  for (const std::string target : {"/metrics", "/ops", "/ops/cckmx/metrics", "*"}) {
    CAPTURE(target);
    CHECK(get("/ops/cckm", target).result_int() == 404);
  }
}
