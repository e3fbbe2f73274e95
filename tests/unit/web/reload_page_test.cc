// SPDX-License-Identifier: Apache-2.0
// Responses to a reload that succeeds, fails, or is not permitted.
#include "exporter/web/reload_page.h"

#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <thread>

#include "tests/support/catch.h"
#include "tests/unit/web/run_coroutine.h"

using namespace cckm;
using namespace cckm::test;

TEST_CASE("a reload is forbidden unless it is enabled") {
  const Response response = run_coroutine(reload_response({}));
  CHECK(response.result() == http::status::forbidden);
  CHECK(response.body().view() == "Reloading over HTTP needs the flag --web.enable-lifecycle.\n");
}

TEST_CASE("the response to a reload has its result") {
  const auto [problems, status, text] = GENERATE(table<std::string, http::status, std::string>({
      {"", http::status::ok, "Reloaded.\n"},
      {"1 error\n", http::status::internal_server_error, "1 error\n"},
  }));
  const bool from_thread = GENERATE(false, true);
  CAPTURE(problems, from_thread);
  std::thread reloader;
  const Reload reload = [&, problems = problems](const auto& done) {
    if (!from_thread) return done(problems);
    reloader = std::thread([done, problems] { done(problems); });
  };
  const Response response = run_coroutine(reload_response(reload));
  if (from_thread) reloader.join();
  CHECK(response.result() == status);
  CHECK(response.body().view() == text);
}

TEST_CASE("a reload that is awaited does not block the thread") {
  asio::io_context context;
  std::function<void(const std::string&)> done;
  const Reload reload = [&](const auto& callback) { done = callback; };
  auto response = asio::co_spawn(context, reload_response(reload), asio::use_future);
  asio::post(context, [&] { done("later"); });  // runs while the page waits
  context.run();
  CHECK(response.get().body().view() == "later");
}
