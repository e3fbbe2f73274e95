// SPDX-License-Identifier: Apache-2.0
// Requests and the reloads that answer them, cleanups and the end.
#include "exporter/reloader.h"

#include <atomic>
#include <future>
#include <latch>
#include <thread>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/no_threads.h"

using namespace cckm;
using namespace cckm::test;

namespace {

std::future<std::string> request(Reloader& reloader) {
  const auto promise = std::make_shared<std::promise<std::string>>();
  REQUIRE(
      reloader.request([promise](const std::string& problems) { promise->set_value(problems); }));
  return promise->get_future();
}

}  // namespace

TEST_CASE("a request is answered by a reload that began after it") {
  std::atomic<int> begun = 0;
  std::promise<void> release;
  const auto held = release.get_future().share();
  Reloader reloader(
      [&] {
        const int number = ++begun;
        if (number == 1) held.wait();
        return std::to_string(number);
      },
      [] {});
  auto first = request(reloader);
  while (begun == 0) std::this_thread::yield();
  auto second = request(reloader);
  auto third = request(reloader);
  REQUIRE(reloader.request());
  release.set_value();
  CHECK(first.get() == "1");
  CHECK(second.get() == "2");
  CHECK(third.get() == "2");
  CHECK(request(reloader).get() == "3");
}

TEST_CASE("a cleanup is run before the next reload") {
  std::atomic<int> cleanups = 0;
  std::atomic<int> reloads = 0;
  Reloader reloader(
      [&] {
        ++reloads;
        return std::string();
      },
      [&] { ++cleanups; });
  reloader.request_cleanup();  // the thread was not started yet
  CHECK(cleanups == 0);
  request(reloader).get();
  CHECK(cleanups == 1);
  reloader.request_cleanup();
  request(reloader).get();
  CHECK(cleanups == 2);
  CHECK(reloads == 2);
}

TEST_CASE("without a thread there is no reload, and the next request tries again") {
  std::atomic<int> reloads = 0;
  Reloader reloader(
      [&] {
        ++reloads;
        return std::string();
      },
      [] {});
  {
    const NoThreads no_threads;
    CHECK_FALSE(reloader.request());
  }
  CHECK(reloads == 0);
  CHECK(request(reloader).get().empty());
  CHECK(reloads == 1);
}

TEST_CASE("no callback is called after the end") {
  std::atomic<int> reloads = 0;
  std::atomic<int> answered = 0;
  Reloader reloader(
      [&] {
        ++reloads;
        return std::string();
      },
      [] {});
  for (int i = 0; i < 100; ++i) {
    REQUIRE(reloader.request([&](const std::string&) { ++answered; }));
  }
  reloader.stop();
  const int before = answered;
  CHECK_FALSE(reloader.request([&](const std::string&) { ++answered; }));
  reloader.request_cleanup();
  reloader.stop();
  CHECK(answered == before);
}

TEST_CASE("a check is made after each interval, and its reloads are not requests") {
  std::atomic<int> checks = 0;
  std::atomic<int> reloads = 0;
  Reloader reloader(
      [&] {
        ++reloads;
        return std::string();
      },
      [] {});
  REQUIRE(reloader.check_every(std::chrono::milliseconds(1), [&] { ++checks; }));
  while (checks < 3) std::this_thread::yield();
  CHECK(reloads == 0);
  request(reloader).get();
  CHECK(reloads == 1);
  const int before = checks;
  while (checks == before) std::this_thread::yield();
  reloader.stop();
  const int after = checks;
  CHECK_FALSE(reloader.request());
  CHECK(checks == after);
}

TEST_CASE("a long interval delays neither a request nor the end") {
  Reloader reloader([] { return std::string("done"); }, [] {});
  REQUIRE(reloader.check_every(std::chrono::hours(1), [] {}));
  CHECK(request(reloader).get() == "done");
  reloader.stop();
}

TEST_CASE("a callback can request the next reload") {
  std::promise<void> again;
  std::atomic<int> reloads = 0;
  Reloader reloader(
      [&] {
        ++reloads;
        return std::string();
      },
      [] {});
  REQUIRE(reloader.request([&](const std::string&) {
    if (!reloader.request([&](const std::string&) { again.set_value(); })) again.set_value();
  }));
  again.get_future().wait();
  CHECK(reloads == 2);
}

TEST_CASE("concurrent requests and cleanups are all served") {
  constexpr int kThreads = 4;
  for (int round = 0; round < 100; ++round) {
    std::atomic<int> answers = 0;
    std::atomic<int> cleanups = 0;
    Reloader reloader([] { return std::string(); }, [&] { ++cleanups; });
    std::latch start(kThreads);
    std::vector<std::thread> threads;
    for (int i = 0; i < kThreads; ++i) {
      threads.emplace_back([&] {
        start.arrive_and_wait();
        reloader.request_cleanup();
        std::promise<void> answered;
        if (reloader.request([&](const std::string&) { answered.set_value(); })) {
          answered.get_future().wait();
          ++answers;
        }
      });
    }
    for (auto& thread : threads) thread.join();
    CHECK(answers == kThreads);
    CHECK(cleanups > 0);
  }
}
