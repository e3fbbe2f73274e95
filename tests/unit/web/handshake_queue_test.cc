// SPDX-License-Identifier: Apache-2.0
// The order of steps, steps that fail, and steps that wait at the end.
#include "exporter/web/handshake_queue.h"

#include <algorithm>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/catch.h"

using namespace cckm;

TEST_CASE("a step is behind what became ready before it, and not behind all steps") {
  HandshakeQueue queue;
  asio::io_context context;
  const auto in_turn = queue.executor(context.get_executor());
  std::vector<std::string> order;
  for (const char* name : {"step 1", "step 2", "step 3"}) {
    in_turn.execute([&order, name] { order.emplace_back(name); });
  }
  asio::post(context, [&] { order.emplace_back("scrape"); });
  context.run();
  CHECK(order == std::vector<std::string>{"step 1", "scrape", "step 2", "step 3"});
}

TEST_CASE("one step runs at a time, on the executor of its connection") {
  constexpr int kSteps = 1000;
  HandshakeQueue queue;
  asio::io_context context;
  int running = 0, most = 0, done = 0;  // without a lock: ThreadSanitizer sees two at once
  for (int i = 0; i < kSteps; ++i) {
    queue.executor(context.get_executor()).execute([&] {
      most = std::max(most, ++running);
      --running;
      ++done;
    });
  }
  std::thread other([&] { context.run(); });
  context.run();
  other.join();
  CHECK(most == 1);
  CHECK(done == kSteps);
}

TEST_CASE("a step that throws does not keep the turn") {
  HandshakeQueue queue;
  asio::io_context context;
  const auto in_turn = queue.executor(context.get_executor());
  bool ran = false;
  in_turn.execute([] { throw std::runtime_error("no"); });
  in_turn.execute([&] { ran = true; });
  CHECK_THROWS_WITH(context.run(), "no");
  context.run();
  CHECK(ran);
}

TEST_CASE("a coroutine runs in turn, and steps that wait at the end are destroyed") {
  HandshakeQueue queue;
  const auto held = std::make_shared<int>(0);
  {
    asio::io_context context;
    auto count = [](std::shared_ptr<int> steps) -> asio::awaitable<void> {
      ++*steps;
      co_await asio::post(asio::use_awaitable);
      ++*steps;
    };
    const auto in_turn = queue.executor(context.get_executor());
    asio::co_spawn(in_turn, count(held), asio::detached);
    context.run();
    CHECK(*held == 2);
    asio::co_spawn(in_turn, count(held), asio::detached);
    asio::co_spawn(in_turn, count(held), asio::detached);
    CHECK(held.use_count() == 3);
    queue.close();
  }
  CHECK(held.use_count() == 1);
  CHECK(*held == 2);
}
