// SPDX-License-Identifier: Apache-2.0
// Who is answered by which reload, and what happens beside reloads.
#include "exporter/reloader.h"

#include <atomic>
#include <future>

#include "tests/support/catch.h"
#include "tests/support/no_threads.h"

using namespace cckm;
using namespace cckm::test;

namespace {

std::future<std::string> ask(Reloader& reloader) {
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
  auto first = ask(reloader);
  while (begun == 0) std::this_thread::yield();
  auto second = ask(reloader);
  auto third = ask(reloader);
  REQUIRE(reloader.request());
  release.set_value();
  CHECK(first.get() == "1");
  CHECK(second.get() == "2");
  CHECK(third.get() == "2");
  CHECK(ask(reloader).get() == "3");
}

TEST_CASE("what is left behind is tidied up before the next reload") {
  std::atomic<int> tidied = 0;
  std::atomic<int> reloads = 0;
  Reloader reloader(
      [&] {
        ++reloads;
        return std::string();
      },
      [&] { ++tidied; });
  reloader.wake();  // without a thread yet, which is no matter
  CHECK(tidied == 0);
  ask(reloader).get();
  CHECK(tidied == 1);
  reloader.wake();
  ask(reloader).get();
  CHECK(tidied == 2);
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
    const NoThreads starved;
    CHECK_FALSE(reloader.request());
  }
  CHECK(reloads == 0);
  CHECK(ask(reloader).get().empty());
  CHECK(reloads == 1);
}

TEST_CASE("nobody is called after the end") {
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
  reloader.wake();
  reloader.stop();
  CHECK(answered == before);
}
