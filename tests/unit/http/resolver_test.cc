// SPDX-License-Identifier: Apache-2.0
// Look-ups that succeed, fail or never return.
#include "exporter/http/resolver.h"

#include <atomic>
#include <future>
#include <thread>

#include "tests/support/catch.h"
#include "tests/support/deadlines.h"

using namespace cckm;
using namespace cckm::test;
using std::chrono::milliseconds;

TEST_CASE("a numeric host is its own address") {
  CHECK(Resolver("127.0.0.1").resolve(in(milliseconds(2000))).value() == Addresses{"127.0.0.1"});
  CHECK(Resolver("::1").resolve(in(milliseconds(2000))).value() == Addresses{"::1"});
}

TEST_CASE("a name without an address is a failure with dns") {
  // .invalid never exists (RFC 6761). A machine without a resolver fails alike.
  const auto result = look_up("no-such-host.invalid");
  REQUIRE_FALSE(result.ok());
  CHECK(result.failure().reason == Reason::kDns);
}

TEST_CASE("concurrent callers share one look-up, and its addresses are cached") {
  const auto look_ups = std::make_shared<std::atomic<int>>(0);
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future().share();
  Resolver resolver("cm", [look_ups, gone](const std::string&) -> Result<Addresses> {
    ++*look_ups;
    gone.wait();
    return Addresses{"192.0.2.1"};
  });
  std::vector<std::future<Result<Addresses>>> results;
  for (int i = 0; i < 8; ++i) {
    results.push_back(
        std::async(std::launch::async, [&] { return resolver.resolve(in(milliseconds(60000))); }));
  }
  go.set_value();
  for (auto& result : results) CHECK(result.get().value() == Addresses{"192.0.2.1"});
  CHECK(resolver.resolve(in(milliseconds(1000))).ok());
  CHECK(*look_ups == 1);
}

TEST_CASE("a failure is returned and not cached") {
  const auto look_ups = std::make_shared<std::atomic<int>>(0);
  Resolver resolver("cm", [look_ups](const std::string&) -> Result<Addresses> {
    if (++*look_ups == 1) return Failure{Reason::kDns, "no"};
    return Addresses{"192.0.2.1"};
  });
  CHECK(resolver.resolve(in(milliseconds(2000))).failure().reason == Reason::kDns);
  CHECK(resolver.resolve(in(milliseconds(2000))).ok());
}

TEST_CASE("addresses are fresh for kFresh, and used until kStale if a look-up fails") {
  const auto look_ups = std::make_shared<std::atomic<int>>(0);
  const auto age = std::make_shared<std::atomic<int>>(0);  // in seconds
  Resolver resolver(
      "cm",
      [look_ups](const std::string&) -> Result<Addresses> {
        if (++*look_ups > 1) return Failure{Reason::kDns, "no"};
        return Addresses{"192.0.2.1"};
      },
      [age] { return BootClock::time_point(std::chrono::seconds(age->load())); });
  const auto resolve = [&](std::chrono::seconds at) {
    *age = static_cast<int>(at.count());
    return resolver.resolve(in(milliseconds(60000))).ok();
  };
  CHECK(resolve(std::chrono::seconds(0)));
  CHECK(resolve(Resolver::kFresh - std::chrono::seconds(1)));
  CHECK(*look_ups == 1);
  CHECK(resolve(Resolver::kFresh));
  CHECK(*look_ups == 2);
  CHECK(resolve(Resolver::kStale - std::chrono::seconds(1)));
  CHECK_FALSE(resolve(Resolver::kStale));
}

TEST_CASE("a look-up that never returns blocks no caller") {
  // The look-up outlives the resolver, as getaddrinfo cannot be cancelled.
  const auto never = std::make_shared<std::promise<void>>();
  const std::shared_future<void> end = never->get_future().share();
  const auto silent = [end](const std::string&) -> Result<Addresses> {
    end.wait();
    return Failure{Reason::kDns, "too late"};
  };
  SECTION("beyond the caller's deadline") {
    Resolver resolver("cm", silent);
    CHECK(resolver.resolve(in(milliseconds(50))).failure().reason == Reason::kTimeout);
  }
  SECTION("beyond kWait") {
    Resolver resolver("cm", silent);
    CHECK(resolver.resolve(in(milliseconds(60000))).failure().reason == Reason::kDns);
  }
  SECTION("after cancel()") {
    Resolver resolver("cm", silent);
    auto waiting =
        std::async(std::launch::async, [&] { return resolver.resolve(in(milliseconds(60000))); });
    resolver.cancel();
    CHECK(waiting.get().failure().reason == Reason::kTimeout);
  }
  never->set_value();
}
