// SPDX-License-Identifier: Apache-2.0
// One scrape of several managers: deadline, order of reports, one callback.
#include "exporter/scrape/scrape.h"

#include <atomic>
#include <chrono>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/fake_source.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

TEST_CASE("a slow job is a timeout at the deadline, and the other jobs are read") {
  std::promise<void> release;
  const auto held = release.get_future().share();
  const auto fleet =
      one_manager(std::make_unique<FakeSource>(10, 2, [&](std::size_t, std::size_t job, Window) {
        if (job == 3) held.wait();
        return good("x");
      }));
  const Scrape scrape(fleet, window_of(100ms));
  const auto reports = wait_for(scrape);
  CHECK(std::chrono::steady_clock::now() >= scrape.window().end);
  release.set_value();
  auto wanted = Names(10, "ok");
  wanted[3] = "timeout";
  CHECK(outcomes(*reports[0]) == wanted);
}

TEST_CASE("a scrape has the reports of all managers in their order") {
  Fleet fleet;
  for (const char* id : {"first", "second", "third"}) {
    fleet.collectors.push_back(std::make_unique<Collector>(
        std::make_unique<FakeSource>(1, 1,
                                     [id](std::size_t, std::size_t, Window) { return good(id); }),
        [](const auto&) {}));
  }
  std::vector<std::string> ids;
  for (const auto& report : wait_for(Scrape(fleet, window_of(60s)))) {
    ids.push_back(report->jobs[0].run.value()->id);
  }
  CHECK(ids == std::vector<std::string>{"first", "second", "third"});
}

TEST_CASE("a scrape is done once, with the last of its managers") {
  std::promise<void> release;
  const auto held = release.get_future().share();
  Fleet fleet;
  for (const bool slow : {false, true}) {
    fleet.collectors.push_back(std::make_unique<Collector>(
        std::make_unique<FakeSource>(1, 1,
                                     [=](std::size_t, std::size_t, Window) {
                                       if (slow) held.wait();
                                       return good("x");
                                     }),
        [](const auto&) {}));
  }
  const Window window = window_of(60s);
  const Scrape scrape(fleet, window);
  std::atomic<int> calls = 0;
  const auto done = std::make_shared<std::promise<void>>();
  scrape.when_done([&calls, done] {
    if (++calls == 1) done->set_value();
  });
  // A scrape joins only collections that still run, so the quick one is over after this loop.
  while (Scrape(fleet, window).joined() > 1) std::this_thread::yield();
  CHECK(calls == 0);
  release.set_value();
  done->get_future().wait();
  for (const auto& report : scrape.seal()) CHECK(outcomes(*report) == Names{"ok"});
  CHECK(calls == 1);
  scrape.when_done([&] { ++calls; });
  CHECK(calls == 2);
}

TEST_CASE("sealing a scrape ends all of its collections") {
  std::promise<void> release;
  const auto held = release.get_future().share();
  const auto fleet =
      one_manager(std::make_unique<FakeSource>(2, 1, [&](std::size_t, std::size_t, Window) {
        held.wait();
        return good("late");
      }));
  const Scrape scrape(fleet, window_of(60s));
  int calls = 0;
  scrape.when_done([&] { ++calls; });
  const auto reports = scrape.seal();
  CHECK(calls == 1);
  release.set_value();
  CHECK(outcomes(*reports[0]) == Names{"timeout", "timeout"});
}

}  // namespace
}  // namespace cckm::test
