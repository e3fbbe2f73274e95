// SPDX-License-Identifier: Apache-2.0
// Headers and the limit of requests, and that the policy of the moment counts.
#include "exporter/web/policy.h"

#include <chrono>
#include <utility>

#include "tests/support/catch.h"
#include "tests/unit/web/run_coroutine.h"

namespace cckm::test {
namespace {

// A handler under a policy, and how often it was called.
struct PolicyScene {
  Response get() { return run_coroutine(handler(Request(http::verb::get, "/", 11))); }

  WebPolicy policy;
  int calls = 0;
  Handler handler = with_policy(
      [this]() -> asio::awaitable<std::shared_ptr<const WebPolicy>> {
        co_return std::make_shared<const WebPolicy>(policy);
      },
      [this](const Request&) -> asio::awaitable<Response> {
        ++calls;
        co_return text_response(http::status::ok, "here\n");
      });
};

}  // namespace

TEST_CASE("without a policy a response stays as it is") {
  PolicyScene scene;
  const Response response = scene.get();
  CHECK(response.result_int() == 200);
  CHECK(response.find("X-Frame-Options") == response.end());
}

TEST_CASE("each response has the headers of the policy in use") {
  PolicyScene scene;
  scene.policy.headers = {{"X-Frame-Options", "deny"}, {"Content-Security-Policy", "a; b"}};
  const Response response = scene.get();
  CHECK(response["X-Frame-Options"] == "deny");
  CHECK(response["Content-Security-Policy"] == "a; b");
  scene.policy.headers.clear();
  CHECK(scene.get().count("X-Frame-Options") == 0);
}

TEST_CASE("fault 90: a request over the limit gets status 429, with the headers, and no handler") {
  PolicyScene scene;
  scene.policy.headers = {{"X-Frame-Options", "deny"}};
  scene.policy.limit = std::make_shared<RequestLimit>(std::chrono::hours(1), 1);
  CHECK(scene.get().result_int() == 200);
  const Response response = scene.get();
  CHECK(response.result_int() == 429);
  CHECK(response["X-Frame-Options"] == "deny");
  CHECK(scene.calls == 1);
}

}  // namespace cckm::test
