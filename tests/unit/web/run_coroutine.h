// SPDX-License-Identifier: Apache-2.0
// Runs a coroutine of a page on this thread.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <utility>

#include "exporter/web/http.h"

namespace cckm::test {

// Returns the response of a page. Throws the exceptions of the page.
inline Response run_coroutine(asio::awaitable<Response> page) {
  asio::io_context context;
  auto response = asio::co_spawn(context, std::move(page), asio::use_future);
  context.run();
  return response.get();
}

}  // namespace cckm::test
