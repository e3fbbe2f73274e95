// SPDX-License-Identifier: Apache-2.0
// The workers of one manager: bounds, order, joining, reports, stopping.
#include "exporter/scrape/collector.h"

#include <algorithm>
#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "exporter/scrape/scrape.h"
#include "tests/support/catch.h"
#include "tests/support/fake_source.h"
#include "tests/support/no_threads.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;
using Names = std::vector<std::string>;

void wait_until_over(Collection& collection) {
  const auto done = std::make_shared<std::promise<void>>();
  collection.when_done([done] { done->set_value(); });
  done->get_future().wait();
}

TEST_CASE("a collector reads every job, and never more at a time than it has workers") {
  std::atomic<int> running = 0;
  std::atomic<int> most = 0;
  const auto fleet =
      one_manager(std::make_unique<FakeSource>(100, 4, [&](std::size_t, std::size_t job, Window) {
        most = std::max(most.load(), ++running);
        std::this_thread::yield();
        --running;
        return good(std::to_string(job));
      }));
  const auto reports = wait_for(Scrape(fleet, window_of(60s)));
  REQUIRE(reports.size() == 1);
  for (std::size_t i = 0; i < 100; ++i)
    CHECK(reports[0]->jobs[i].run.value()->id == std::to_string(i));
  CHECK(most <= 4);
}

TEST_CASE("scrapes at the same time share a collection if the deadlines are close") {
  std::promise<void> release;
  const auto held = release.get_future().share();
  std::atomic<int> reads = 0;
  const auto fleet =
      one_manager(std::make_unique<FakeSource>(1, 4, [&](std::size_t, std::size_t, Window) {
        ++reads;
        held.wait();
        return good("x");
      }));
  const Window window = window_of(60s);
  const Scrape first(fleet, window);
  CHECK(first.joined() == 0);
  // Half a second later with the same timeout, as in an HA pair.
  const Scrape second(fleet, {window.begin + 500ms, window.end + 500ms});
  CHECK(second.joined() == 1);
  // The window was computed before that of the running collection.
  CHECK(Scrape(fleet, {window.begin, window.end - Collector::kClockSlack}).joined() == 1);
  // Not joined: an earlier deadline, a much later deadline, a scrape that begins too late.
  CHECK(Scrape(fleet, {window.begin, window.end - Collector::kClockSlack - 1ms}).joined() == 0);
  CHECK(Scrape(fleet, {window.begin, window.end + 5s}).joined() == 0);
  CHECK(Scrape(fleet, {window.begin + 2s, window.end + 500ms}).joined() == 0);
  release.set_value();
  CHECK(wait_for(second)[0] == wait_for(first)[0]);
}

TEST_CASE("every collection is reported once, with its results") {
  std::mutex mutex;
  std::vector<Names> reported;
  {
    Collector collector(std::make_unique<FakeSource>(
                            2, 1, [](std::size_t, std::size_t, Window) { return good("x"); }),
                        [&](const std::shared_ptr<const ManagerReport>& report) {
                          const std::lock_guard lock(mutex);
                          reported.push_back(outcomes(*report));
                        });
    for (int i = 0; i < 3; ++i) {
      const auto [collection, joined] = collector.collect(window_of(60s));
      wait_until_over(*collection);
    }
  }
  CHECK(reported == std::vector<Names>(3, Names{"ok", "ok"}));
}

TEST_CASE("destroying a collector cancels the running reads and ends every collection") {
  std::promise<void> reading;
  std::promise<void> cancelled;
  auto source = std::make_unique<FakeSource>(3, 1, [&](std::size_t, std::size_t, Window) {
    reading.set_value();
    cancelled.get_future().wait();
    return failed(Reason::kTimeout);
  });
  source->on_cancel = [&] { cancelled.set_value(); };
  int reported = 0;
  auto collector = std::make_unique<Collector>(std::move(source), [&](const auto&) { ++reported; });
  const auto [collection, joined] = collector->collect(window_of(600s));
  reading.get_future().wait();
  collector.reset();
  CHECK(collection->over());
  CHECK(reported == 1);
  CHECK(outcomes(*collection->seal({})) == Names{"timeout", "timeout", "timeout"});
}

TEST_CASE("the collection with the earliest deadline comes first") {
  std::promise<void> reading;
  std::promise<void> release;
  const auto held = release.get_future().share();
  std::mutex mutex;
  std::vector<Deadline> order;
  Collector collector(std::make_unique<FakeSource>(2, 1,
                                                   [&](std::size_t, std::size_t, Window window) {
                                                     bool first = false;
                                                     {
                                                       const std::lock_guard lock(mutex);
                                                       order.push_back(window.end);
                                                       first = order.size() == 1;
                                                     }
                                                     if (first) reading.set_value();
                                                     held.wait();
                                                     return good("x");
                                                   }),
                      [](const auto&) {});
  const Window window = window_of(60s);
  const Deadline late = window.end + 20s;
  const Deadline early = window.end + 10s;
  std::vector<std::shared_ptr<Collection>> collections;
  collections.push_back(collector.collect(window).first);
  reading.get_future().wait();  // the only worker is busy while the others begin
  collections.push_back(collector.collect({window.begin, late}).first);
  collections.push_back(collector.collect({window.begin, early}).first);
  release.set_value();
  for (const auto& collection : collections) {
    wait_until_over(*collection);
  }
  CHECK(order == std::vector{window.end, window.end, early, early, late, late});
}

TEST_CASE("a new collection begins with the job after the last one read") {
  std::mutex mutex;
  std::vector<std::size_t> order;
  Collector collector(std::make_unique<FakeSource>(3, 1,
                                                   [&](std::size_t, std::size_t job, Window) {
                                                     const std::lock_guard lock(mutex);
                                                     order.push_back(job);
                                                     return good("x");
                                                   }),
                      [](const auto&) {});
  for (int i = 0; i < 2; ++i) {
    wait_until_over(*collector.collect(window_of(60s)).first);
  }
  CHECK(order == std::vector<std::size_t>{0, 1, 2, 1, 2, 0});
}

TEST_CASE("a collector without threads starts its workers later") {
  std::unique_ptr<Collector> collector;
  {
    const NoThreads starved;
    collector = std::make_unique<Collector>(
        std::make_unique<FakeSource>(1, 2,
                                     [](std::size_t, std::size_t, Window) { return good("x"); }),
        [](const auto&) {});
    CHECK_FALSE(collector->start_workers());
  }
  const auto [collection, joined] = collector->collect(window_of(60s));
  CHECK_FALSE(collection->over());
  CHECK(collector->start_workers());
  wait_until_over(*collection);
  CHECK(outcomes(*collection->seal({})) == Names{"ok"});
}

}  // namespace
}  // namespace cckm::test
