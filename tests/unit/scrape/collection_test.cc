// SPDX-License-Identifier: Apache-2.0
// Collections and collectors on a manager made of values: order, deadline, joining, tripping.
#include "exporter/scrape/collection.h"

#include <atomic>
#include <condition_variable>
#include <future>

#include "exporter/scrape/scrape.h"
#include "tests/support/catch.h"
#include "tests/support/fake_source.h"

using namespace cckm;
using namespace cckm::test;
using namespace std::chrono_literals;
using std::chrono::steady_clock;

namespace {

Reading bad(Reason reason, bool login_failed = false) {
  return {.job = Failure{reason, "as told"}, .login_failed = login_failed};
}

std::vector<std::string> reasons(const ManagerReport& report) {
  std::vector<std::string> names;
  for (const auto& job : report.jobs) {
    names.emplace_back(job.reading.job ? "ok" : reason_name(job.reading.job.failure().reason));
  }
  return names;
}

using Names = std::vector<std::string>;

}  // namespace

TEST_CASE("a collection that nobody worked on is all timeouts") {
  const FakeSource source(2, 1, {});
  Collection collection(source, window_of(3s), 0);
  const auto report = collection.seal(collection.window().begin + 2s);
  CHECK(report->manager == "fake");
  CHECK_FALSE(report->up);
  CHECK(report->seconds == Approx(2.0));
  CHECK(report->timeout_seconds == Approx(3.0));
  CHECK(reasons(*report) == Names{"timeout", "timeout"});
  CHECK_FALSE(report->jobs[0].fetch_seconds.has_value());
}

TEST_CASE("a collection is over when the last job is in") {
  const FakeSource source(2, 1, {});
  Collection collection(source, window_of(60s), 0);
  int told = 0;
  collection.when_done([&] { ++told; });
  collection.record(*collection.next(), good("a"), 1s);
  CHECK_FALSE(collection.over());
  CHECK(told == 0);
  collection.record(*collection.next(), bad(Reason::kNotFound), 2s);
  CHECK(collection.over());
  CHECK(told == 1);
  collection.when_done([&] { ++told; });
  CHECK(told == 2);
  const auto report = collection.seal(collection.window().end);
  CHECK(report->up);
  CHECK(reasons(*report) == Names{"ok", "not_found"});
  CHECK(report->jobs[1].fetch_seconds == 2.0);
  CHECK(report->seconds < 60.0);
}

TEST_CASE("what comes after the seal changes nothing") {
  const FakeSource source(2, 1, {});
  Collection collection(source, window_of(60s), 0);
  const auto job = *collection.next();
  const auto report = collection.seal(steady_clock::now());
  collection.record(job, good("late"), 1s);
  CHECK(reasons(*report) == Names{"timeout", "timeout"});
  CHECK_FALSE(collection.next().has_value());
}

TEST_CASE("jobs are handed out in a circle, and the next collection goes on from there") {
  const FakeSource source(3, 1, {});
  Collection collection(source, window_of(60s), 2);
  CHECK(*collection.next() == 2);
  CHECK(collection.successor() == 0);
  CHECK(*collection.next() == 0);
  CHECK(collection.successor() == 1);
  CHECK(*collection.next() == 1);
  CHECK_FALSE(collection.next().has_value());
  CHECK(collection.successor() == 0);  // all had their turn; another one is first now
}

TEST_CASE("a refused login fails the jobs not begun, without trying them") {
  const FakeSource source(4, 1, {});
  Collection collection(source, window_of(60s), 1);
  const auto first = *collection.next();
  const auto second = *collection.next();
  collection.record(first, bad(Reason::kAuth, true), 1s);
  CHECK_FALSE(collection.next().has_value());
  CHECK_FALSE(collection.over());
  collection.record(second, good("still under way"), 1s);
  CHECK(collection.over());
  CHECK(reasons(*collection.seal({})) == Names{"auth", "auth", "ok", "auth"});
}

TEST_CASE("three unreachable connections in a row trip, but not with an answer in between") {
  const FakeSource source(9, 1, {});
  Collection collection(source, window_of(60s), 0);
  const auto record = [&](Reading reading) {
    collection.record(*collection.next(), std::move(reading), 0s);
  };
  record(bad(Reason::kConnect));
  record(bad(Reason::kTls));
  record(bad(Reason::kHttp5xx));
  record(bad(Reason::kConnect));
  record(bad(Reason::kConnect));
  CHECK_FALSE(collection.over());
  record(bad(Reason::kDns));
  CHECK(collection.over());
  CHECK(reasons(*collection.seal({})) ==
        Names{"connect", "tls", "http_5xx", "connect", "connect", "dns", "dns", "dns", "dns"});
}

TEST_CASE("a collector reads every job, no more at a time than there are workers") {
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
    CHECK(reports[0]->jobs[i].reading.job->id == std::to_string(i));
  CHECK(most <= 4);
}

TEST_CASE("one slow job costs only itself, and the answer comes at the deadline") {
  std::promise<void> release;
  const auto held = release.get_future().share();
  const auto fleet =
      one_manager(std::make_unique<FakeSource>(10, 2, [&](std::size_t, std::size_t job, Window) {
        if (job == 3) held.wait();
        return good("x");
      }));
  const Scrape scrape(fleet, window_of(100ms));
  const auto reports = wait_for(scrape);
  CHECK(steady_clock::now() >= scrape.window().end);
  release.set_value();
  auto wanted = Names(10, "ok");
  wanted[3] = "timeout";
  CHECK(reasons(*reports[0]) == wanted);
}

TEST_CASE("scrapes that meet share a collection if its deadline suits them") {
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
  // The same time, a moment later: an HA pair.
  const Scrape second(fleet, {window.begin + 500ms, window.end + 500ms});
  CHECK(second.joined() == 1);
  // At the same time, but its clock was read first.
  CHECK(Scrape(fleet, {window.begin, window.end - Collector::kClockSlack}).joined() == 1);
  // Less time than the running one takes, much more, or too late to be called the same moment.
  CHECK(Scrape(fleet, {window.begin, window.end - Collector::kClockSlack - 1ms}).joined() == 0);
  CHECK(Scrape(fleet, {window.begin, window.end + 5s}).joined() == 0);
  CHECK(Scrape(fleet, {window.begin + 2s, window.end + 500ms}).joined() == 0);
  release.set_value();
  CHECK(wait_for(second)[0] == wait_for(first)[0]);
}

TEST_CASE("every collection is reported once, with what it came to") {
  std::mutex mutex;
  std::vector<Names> reported;
  {
    Collector collector(std::make_unique<FakeSource>(
                            2, 1, [](std::size_t, std::size_t, Window) { return good("x"); }),
                        [&](const ManagerReport& report) {
                          const std::lock_guard lock(mutex);
                          reported.push_back(reasons(report));
                        });
    for (int i = 0; i < 3; ++i) {
      std::promise<void> done;
      const auto [collection, joined] = collector.collect(window_of(60s));
      collection->when_done([&] { done.set_value(); });
      done.get_future().wait();
    }
  }
  CHECK(reported == std::vector<Names>(3, Names{"ok", "ok"}));
}

TEST_CASE("ending a collector cancels what runs and leaves no collection open") {
  std::promise<void> reading;
  std::promise<void> cancelled;
  auto source = std::make_unique<FakeSource>(3, 1, [&](std::size_t, std::size_t, Window) {
    reading.set_value();
    cancelled.get_future().wait();
    return bad(Reason::kTimeout);
  });
  source->on_cancel = [&] { cancelled.set_value(); };
  int reported = 0;
  auto collector =
      std::make_unique<Collector>(std::move(source), [&](const ManagerReport&) { ++reported; });
  const auto [collection, joined] = collector->collect(window_of(600s));
  reading.get_future().wait();
  collector.reset();
  CHECK(collection->over());
  CHECK(reported == 1);
  CHECK(reasons(*collection->seal({})) == Names{"timeout", "timeout", "timeout"});
}
