// SPDX-License-Identifier: Apache-2.0
// Suspends the request until the reloader's thread calls back.
#include "exporter/web/reload_page.h"

#include <boost/asio/post.hpp>
#include <boost/asio/redirect_error.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/this_coro.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>

namespace cckm {
namespace {

struct Waiting {
  asio::steady_timer timer;
  std::string problems;
};

}  // namespace

asio::awaitable<Response> reload_response(const Reload& reload) {
  if (!reload) {
    co_return text_response(http::status::forbidden,
                            "Reloading over HTTP needs the flag --web.enable-lifecycle.\n");
  }
  const auto executor = co_await asio::this_coro::executor;
  const auto waiting = std::make_shared<Waiting>(
      Waiting{asio::steady_timer(executor, asio::steady_timer::time_point::max()), {}});
  // Posted to the strand of the session, which alone accesses `waiting`.
  reload([executor, waiting](const std::string& problems) {
    asio::post(executor, [waiting, problems] {
      waiting->problems = problems;
      waiting->timer.cancel();
    });
  });
  boost::system::error_code ignored;
  co_await waiting->timer.async_wait(asio::redirect_error(asio::use_awaitable, ignored));
  if (waiting->problems.empty()) co_return text_response(http::status::ok, "Reloaded.\n");
  co_return text_response(http::status::internal_server_error, waiting->problems);
}

}  // namespace cckm
