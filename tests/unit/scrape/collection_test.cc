// SPDX-License-Identifier: Apache-2.0
// One collection: order of jobs, deadline, circuit breaker, callbacks.
#include "exporter/scrape/collection.h"

#include <atomic>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "tests/support/catch.h"
#include "tests/support/fake_source.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;
using std::chrono::steady_clock;
using Names = std::vector<std::string>;

std::shared_ptr<const JobSource> fake(std::size_t items) {
  return std::make_shared<FakeSource>(items, 1, FakeSource::Read());
}

TEST_CASE("a sealed collection without results is all timeouts") {
  const auto source = fake(2);
  Collection collection(source, window_of(3s), 0);
  const auto report = collection.seal(collection.window().begin + 2s);
  CHECK(report->manager == "fake");
  CHECK_FALSE(report->up);
  CHECK(report->seconds == Approx(2.0));
  CHECK(report->timeout_seconds == Approx(3.0));
  CHECK(outcomes(*report) == Names{"timeout", "timeout"});
  CHECK_FALSE(report->jobs[0].fetch_seconds.has_value());
}

TEST_CASE("a collection is over with its last result, and calls back once") {
  const auto source = fake(2);
  Collection collection(source, window_of(60s), 0);
  int calls = 0;
  collection.when_done([&] { ++calls; });
  collection.record(*collection.next(), good("a"), 1s);
  CHECK_FALSE(collection.over());
  CHECK(calls == 0);
  collection.record(*collection.next(), failed(Reason::kNotFound), 2s);
  CHECK(collection.over());
  CHECK(calls == 1);
  collection.when_done([&] { ++calls; });
  CHECK(calls == 2);
  const auto report = collection.seal(collection.window().end);
  CHECK(report->up);
  CHECK(outcomes(*report) == Names{"ok", "not_found"});
  CHECK(report->jobs[1].fetch_seconds == 2.0);
  CHECK(report->seconds < 60.0);
}

TEST_CASE("a report has no more memory than its jobs need") {
  constexpr std::size_t kItems = 1025;  // a vector that grows by itself would have room for 2048
  Collection collection(fake(kItems), window_of(60s), 0);
  while (const auto item = collection.next()) collection.record(*item, good("a"), 1s);
  const auto report = collection.seal(collection.window().end);
  CHECK(report->jobs.size() == kItems);
  CHECK(report->jobs.capacity() == kItems);
}

TEST_CASE("a result after the seal is ignored") {
  const auto source = fake(2);
  Collection collection(source, window_of(60s), 0);
  const auto job = *collection.next();
  const auto report = collection.seal(steady_clock::now());
  collection.record(job, good("late"), 1s);
  CHECK(outcomes(*report) == Names{"timeout", "timeout"});
  CHECK_FALSE(collection.next().has_value());
}

TEST_CASE("jobs are handed out in a circle, and the next collection continues there") {
  const auto source = fake(3);
  Collection collection(source, window_of(60s), 2);
  CHECK(*collection.next() == 2);
  CHECK(collection.successor() == 0);
  CHECK(*collection.next() == 0);
  CHECK(collection.successor() == 1);
  CHECK(*collection.next() == 1);
  CHECK_FALSE(collection.next().has_value());
  CHECK(collection.successor() == 0);  // a full circle: the next one begins one further
}

TEST_CASE("a failed login fails the jobs that were not begun") {
  const auto source = fake(4);
  Collection collection(source, window_of(60s), 1);
  const auto first = *collection.next();
  const auto second = *collection.next();
  collection.record(first, failed(Reason::kAuth, true), 1s);
  CHECK_FALSE(collection.next().has_value());
  CHECK_FALSE(collection.over());
  collection.record(second, good("still under way"), 1s);
  CHECK(collection.over());
  CHECK(outcomes(*collection.seal({})) == Names{"auth", "auth", "ok", "auth"});
}

TEST_CASE("three failed connections in a row open the circuit breaker, a response resets it") {
  const auto source = fake(9);
  Collection collection(source, window_of(60s), 0);
  const auto record = [&](Reading reading) {
    collection.record(*collection.next(), std::move(reading), 0s);
  };
  record(failed(Reason::kConnect));
  record(failed(Reason::kTls));
  record(failed(Reason::kHttp5xx));
  record(failed(Reason::kConnect));
  record(failed(Reason::kConnect));
  CHECK_FALSE(collection.over());
  record(failed(Reason::kDns));
  CHECK(collection.over());
  CHECK(outcomes(*collection.seal({})) ==
        Names{"connect", "tls", "http_5xx", "connect", "connect", "dns", "dns", "dns", "dns"});
}

TEST_CASE("the end of a collection is the time of the first seal") {
  const auto source = fake(1);
  Collection collection(source, window_of(60s), 0);
  const Deadline begin = collection.window().begin;
  CHECK(collection.seal(begin + 2s)->seconds == Approx(2.0));
  CHECK(collection.seal(begin + 5s)->seconds == Approx(2.0));
}

TEST_CASE("a callback that throws does not keep the others from being called") {
  const auto source = fake(1);
  Collection collection(source, window_of(60s), 0);
  int calls = 0;
  collection.when_done([] { throw std::runtime_error("out of something"); });
  collection.when_done([&] { ++calls; });
  collection.record(*collection.next(), good("a"), 0s);
  CHECK(calls == 1);
  collection.when_done([] { throw std::runtime_error("out of something"); });
}

TEST_CASE("a callback can ask the collection that called it") {
  const auto source = fake(1);
  Collection collection(source, window_of(60s), 0);
  bool over = false;
  collection.when_done([&] { over = collection.over(); });
  collection.seal(steady_clock::now());
  CHECK(over);
}

TEST_CASE("workers that record and a scrape that seals end a collection once") {
  constexpr std::size_t kWorkers = 3;
  const auto source = fake(5000);
  Collection collection(source, window_of(60s), 0);
  std::atomic<int> calls = 0;
  collection.when_done([&] { ++calls; });
  std::atomic<int> recorded = 0;
  std::vector<std::thread> workers;
  for (std::size_t i = 0; i < kWorkers; ++i) {
    workers.emplace_back([&] {
      while (const auto job = collection.next()) {
        std::this_thread::yield();  // so that the seal finds jobs under way
        collection.record(*job, good("x"), 0s);
        ++recorded;
      }
    });
  }
  std::vector<std::string> sealed;
  std::thread scrape([&] {
    while (recorded < 100) std::this_thread::yield();
    sealed = outcomes(*collection.seal(steady_clock::now()));
  });
  for (auto& worker : workers) worker.join();
  scrape.join();
  CHECK(calls == 1);
  CHECK(sealed == outcomes(*collection.seal({})));
}

}  // namespace
}  // namespace cckm::test
