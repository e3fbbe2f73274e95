// SPDX-License-Identifier: Apache-2.0
// A pool of one thread.
#include "exporter/web/side_thread.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <utility>

namespace cckm {
namespace {

asio::awaitable<void> call(std::function<void()> work) {
  work();
  co_return;
}

}  // namespace

asio::awaitable<void> SideThread::run(std::function<void()> work) {
  auto running = call(std::move(work));
  co_await asio::co_spawn(pool_, std::move(running), asio::use_awaitable);
}

}  // namespace cckm
