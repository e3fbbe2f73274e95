// SPDX-License-Identifier: Apache-2.0
// A token's life, its renewal by one of many workers, and its refusals, on a clock that the test
// turns.
#include "exporter/cckm/token_cache.h"

#include <atomic>
#include <deque>
#include <future>
#include <stdexcept>
#include <thread>

#include "tests/support/catch.h"
#include "tests/unit/cckm/counting_telemetry.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;
using Obtained = TokenCache::Obtained;

Obtained token(int number, std::chrono::seconds life = 300s) {
  return {.jwt = Secret("a.b." + std::to_string(number)), .life = life};
}

// A cache, its clock, and the tokens to obtain: an empty queue is a refused connection.
struct TokenCacheScene {
  Result<Token> get() {
    return cache.get(
        [this](Deadline) -> Result<Obtained> {
          ++calls;
          if (tokens.empty()) return Failure{Reason::kConnect, "refused"};
          auto next = tokens.front();
          tokens.pop_front();
          return next;
        },
        Deadline::max());
  }
  std::string jwt() { return get().value().jwt.reveal(); }
  std::string failure() { return std::string(reason_name(get().failure().reason)); }
  void pass(BootClock::duration time) { now = now.load() + time; }

  std::shared_ptr<CountingTelemetry> counted = std::make_shared<CountingTelemetry>();
  CountingTelemetry& telemetry = *counted;
  std::atomic<BootClock::time_point> now{BootClock::time_point(1h)};
  std::deque<Obtained> tokens;
  int calls = 0;
  TokenCache cache{counted, [this] { return now.load(); }};
};

}  // namespace

TEST_CASE("a token is kept until shortly before its end") {
  TokenCacheScene scene;
  scene.tokens = {token(1), token(2)};
  CHECK(scene.jwt() == "a.b.1");
  CHECK(scene.telemetry.expiry_known);
  scene.pass(239s);
  CHECK(scene.jwt() == "a.b.1");
  CHECK(scene.calls == 1);
  scene.pass(1s);  // a fifth of 300 s is left
  CHECK(scene.jwt() == "a.b.2");
  CHECK(scene.calls == 2);
}

TEST_CASE("a token is renewed a minute before its end at the earliest") {
  TokenCacheScene scene;
  scene.tokens = {token(1, 3600s), token(2, 3600s)};
  CHECK(scene.jwt() == "a.b.1");
  scene.pass(3539s);
  CHECK(scene.jwt() == "a.b.1");
  scene.pass(1s);
  CHECK(scene.jwt() == "a.b.2");
}

TEST_CASE("a token that cannot be renewed is used to its end, with few further tries") {
  TokenCacheScene scene;
  scene.tokens = {token(1)};
  scene.jwt();
  scene.pass(240s);
  CHECK(scene.jwt() == "a.b.1");
  CHECK(scene.calls == 2);
  CHECK(scene.jwt() == "a.b.1");
  CHECK(scene.calls == 2);
  scene.pass(30s);  // half of the life that was left
  CHECK(scene.jwt() == "a.b.1");
  CHECK(scene.calls == 3);
  scene.pass(30s);
  CHECK(scene.failure() == "connect");
  CHECK_FALSE(scene.telemetry.expiry_known);
}

TEST_CASE("an accepted token that CM refuses has been revoked, and is replaced once") {
  TokenCacheScene scene;
  scene.tokens = {token(1), token(2)};
  const auto first = scene.get().value();
  scene.cache.accepted(first);
  CHECK_FALSE(scene.cache.refused(first));
  CHECK_FALSE(scene.telemetry.expiry_known);
  CHECK_FALSE(scene.cache.refused(first));  // another job, a moment later
  const auto second = scene.get().value();
  CHECK(second.jwt == Secret("a.b.2"));
  CHECK(second.after_revocation);
  CHECK_FALSE(scene.cache.refused(first));  // a slow job
  CHECK(scene.get()->generation == second.generation);
}

TEST_CASE("an untested token is dropped at the third refusal") {
  TokenCacheScene scene;
  scene.tokens = {token(1), token(2)};
  const auto first = scene.get().value();
  SECTION("of requests") {
    CHECK_FALSE(scene.cache.refused(first));
    CHECK_FALSE(scene.cache.refused(first));
    CHECK(scene.jwt() == "a.b.1");  // it can be good for other jobs
    CHECK(scene.cache.refused(first));
  }
  SECTION("of repeated requests") {
    for (int i = 1; i < TokenCache::kMostRefusals; ++i) {
      CHECK_FALSE(scene.cache.refused_although_new(first));
    }
    CHECK(scene.cache.refused_although_new(first));
  }
  CHECK_FALSE(scene.cache.jwt());
  CHECK(scene.jwt() == "a.b.2");
  CHECK_FALSE(scene.get()->after_revocation);
}

TEST_CASE("a new token that CM refuses for one job is kept if CM accepted it for others") {
  TokenCacheScene scene;
  scene.tokens = {token(1), token(2)};
  const Token first = scene.get().value();
  scene.cache.accepted(first);
  for (int i = 0; i < TokenCache::kMostRefusals; ++i) {
    CHECK_FALSE(scene.cache.refused_although_new(first));
  }
  CHECK(scene.jwt() == "a.b.1");
}

TEST_CASE("the absence of a token is reported, its presence is not") {
  TokenCacheScene scene;
  scene.telemetry.token_expires_at(std::chrono::system_clock::now());  // by another source
  scene.cache.report_absence();
  CHECK_FALSE(scene.telemetry.expiry_known);
  scene.tokens = {token(1)};
  scene.jwt();
  scene.cache.report_absence();
  CHECK(scene.telemetry.expiry_known);
}

TEST_CASE("an exception ends a renewal, and the next caller renews") {
  TokenCacheScene scene;
  const auto broken = [](Deadline) -> Result<Obtained> { throw std::runtime_error("broken"); };
  CHECK_THROWS_AS(scene.cache.get(broken, Deadline::max()), std::runtime_error);
  const auto next =
      scene.cache.get([](Deadline) -> Result<Obtained> { return token(1); }, Deadline());
  REQUIRE(next);
  CHECK(next->jwt == Secret("a.b.1"));
}

TEST_CASE("many workers wait for one login, and all get its outcome") {
  const bool well = GENERATE(true, false);
  TokenCacheScene scene;
  constexpr int kWaiting = 16;
  std::atomic<int> logins = 0;
  std::promise<void> release;
  const auto held = release.get_future().share();
  const TokenCache::Obtain obtain = [&](Deadline) -> Result<Obtained> {
    ++logins;
    held.wait();
    if (!well) return Failure{Reason::kAuth, "refused"};
    return token(1);
  };
  std::vector<std::future<Result<Token>>> workers;
  for (int i = 0; i < kWaiting; ++i) {
    workers.push_back(
        std::async(std::launch::async, [&] { return scene.cache.get(obtain, Deadline::max()); }));
  }
  while (logins == 0) std::this_thread::yield();
  release.set_value();
  int tokens = 0;
  for (auto& worker : workers) {
    const auto result = worker.get();
    if (result) CHECK(result->jwt == Secret("a.b.1"));
    tokens += result.ok() ? 1 : 0;
  }
  CHECK(tokens == (well ? kWaiting : 0));
  if (well) CHECK(logins == 1);
}

TEST_CASE("a stale token is returned while another worker renews it") {
  TokenCacheScene scene;
  scene.tokens = {token(1)};
  scene.jwt();
  scene.pass(250s);
  std::promise<void> begun;
  std::promise<void> release;
  auto renewing = std::async(std::launch::async, [&] {
    return scene.cache.get(
        [&](Deadline) -> Result<Obtained> {
          begun.set_value();
          release.get_future().wait();
          return token(2);
        },
        Deadline::max());
  });
  begun.get_future().wait();
  const auto stale = scene.cache.get({}, Deadline());
  release.set_value();
  REQUIRE(stale);
  CHECK(stale->jwt == Secret("a.b.1"));
  CHECK(renewing.get()->jwt == Secret("a.b.2"));
}

TEST_CASE("a worker waits for another worker's login until its own deadline") {
  TokenCacheScene scene;
  std::promise<void> begun;
  std::promise<void> release;
  auto leader = std::async(std::launch::async, [&] {
    return scene.cache.get(
        [&](Deadline) -> Result<Obtained> {
          begun.set_value();
          release.get_future().wait();
          return token(1);
        },
        Deadline::max());
  });
  begun.get_future().wait();
  const auto late = scene.cache.get({}, std::chrono::steady_clock::now() + 20ms);
  CHECK(late.failure().reason == Reason::kTimeout);
  release.set_value();
  CHECK(leader.get().ok());
}

TEST_CASE("a login that ended at its worker's deadline is repeated by a worker with more time") {
  TokenCacheScene scene;
  std::promise<void> begun;
  std::promise<void> release;
  auto hasty = std::async(std::launch::async, [&] {
    return scene.cache.get(
        [&](Deadline) -> Result<Obtained> {
          begun.set_value();
          release.get_future().wait();
          return Failure{Reason::kTimeout, "deadline"};
        },
        Deadline::max());
  });
  begun.get_future().wait();
  auto patient = std::async(std::launch::async, [&] {
    return scene.cache.get([](Deadline) -> Result<Obtained> { return token(1); }, Deadline::max());
  });
  release.set_value();
  CHECK(hasty.get().failure().reason == Reason::kTimeout);
  CHECK(patient.get()->jwt == Secret("a.b.1"));
}

TEST_CASE("a worker that waited gets the failure of that login, even while the next one runs") {
  TokenCacheScene scene;
  const TokenCache::Obtain refused = [](Deadline) -> Result<Obtained> {
    std::this_thread::yield();  // so that another worker waits
    return Failure{Reason::kConnect, "refused"};
  };
  std::vector<std::future<int>> workers;
  for (int i = 0; i < 8; ++i) {
    workers.push_back(std::async(std::launch::async, [&] {
      int misled = 0;
      for (int round = 0; round < 500; ++round) {
        const auto result = scene.cache.get(refused, Deadline::max());
        misled += result.failure().reason == Reason::kConnect ? 0 : 1;
      }
      return misled;
    }));
  }
  for (auto& worker : workers) CHECK(worker.get() == 0);
}

}  // namespace cckm::test
