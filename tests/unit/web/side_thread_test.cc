// SPDX-License-Identifier: Apache-2.0
// Work on another thread, its order, its exceptions and its end.
#include "exporter/web/side_thread.h"

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/use_future.hpp>
#include <future>
#include <stdexcept>
#include <thread>
#include <vector>

#include "tests/support/catch.h"

using namespace cckm;

TEST_CASE("work runs on the side thread, and its caller goes on where it was") {
  asio::io_context serving;
  SideThread side;
  std::thread::id worker, resumed;
  auto waiting = [&]() -> asio::awaitable<void> {
    std::function<void()> work = [&] { worker = std::this_thread::get_id(); };
    co_await side.run(std::move(work));
    resumed = std::this_thread::get_id();
  };
  asio::co_spawn(serving, waiting, asio::detached);
  serving.run();
  CHECK(worker != std::thread::id());
  CHECK(worker != std::this_thread::get_id());
  CHECK(resumed == std::this_thread::get_id());
}

TEST_CASE("work waits for the work before it, and serving does not") {
  asio::io_context serving;
  SideThread side;
  std::promise<void> release;
  std::vector<int> order;
  auto run = [&](int number) -> asio::awaitable<void> {
    std::function<void()> work = [&, number] {
      if (number == 1) release.get_future().wait();
      order.push_back(number);
    };
    co_await side.run(std::move(work));
  };
  asio::co_spawn(serving, run(1), asio::detached);
  asio::co_spawn(serving, run(2), asio::detached);
  asio::post(serving, [&] { release.set_value(); });
  serving.run();
  CHECK(order == std::vector<int>{1, 2});
}

TEST_CASE("the caller gets an exception of its work") {
  asio::io_context serving;
  SideThread side;
  std::function<void()> work = [] { throw std::runtime_error("no"); };
  auto result = asio::co_spawn(serving, side.run(std::move(work)), asio::use_future);
  serving.run();
  CHECK_THROWS_WITH(result.get(), "no");
}
