// SPDX-License-Identifier: Apache-2.0
// Look-ups that succeed, fail or never answer.
#include "exporter/http/resolver.h"

#include <atomic>
#include <future>
#include <thread>

#include "tests/support/catch.h"

using namespace cckm;
using namespace cckm::test;
using std::chrono::milliseconds;

namespace {

Deadline in(milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

}  // namespace

TEST_CASE("a numeric host is its own address") {
  CHECK(Resolver("127.0.0.1").resolve(in(milliseconds(2000))).value() == Addresses{"127.0.0.1"});
  CHECK(Resolver("::1").resolve(in(milliseconds(2000))).value() == Addresses{"::1"});
}

TEST_CASE("a name without an address is a dns failure") {
  // .invalid never exists (RFC 6761); where there is no resolver at all, that is a failure too.
  const auto result = look_up("no-such-host.invalid");
  REQUIRE_FALSE(result.ok());
  CHECK(result.failure().reason == Reason::kDns);
}

TEST_CASE("an answer is kept, and asked for once by however many") {
  const auto asked = std::make_shared<std::atomic<int>>(0);
  std::promise<void> go;
  const std::shared_future<void> gone = go.get_future().share();
  Resolver resolver("cm", [asked, gone](const std::string&) -> Result<Addresses> {
    ++*asked;
    gone.wait();
    return Addresses{"192.0.2.1"};
  });
  std::vector<std::future<Result<Addresses>>> answers;
  for (int i = 0; i < 8; ++i) {
    answers.push_back(
        std::async(std::launch::async, [&] { return resolver.resolve(in(milliseconds(60000))); }));
  }
  go.set_value();
  for (auto& answer : answers) CHECK(answer.get().value() == Addresses{"192.0.2.1"});
  CHECK(resolver.resolve(in(milliseconds(1000))).ok());
  CHECK(*asked == 1);
}

TEST_CASE("a failure is told and not kept") {
  const auto asked = std::make_shared<std::atomic<int>>(0);
  Resolver resolver("cm", [asked](const std::string&) -> Result<Addresses> {
    if (++*asked == 1) return Failure{Reason::kDns, "no"};
    return Addresses{"192.0.2.1"};
  });
  CHECK(resolver.resolve(in(milliseconds(2000))).failure().reason == Reason::kDns);
  CHECK(resolver.resolve(in(milliseconds(2000))).ok());
}

TEST_CASE("a resolver that never answers holds nobody up") {
  // The look-up outlives the resolver: nobody can end a getaddrinfo.
  const auto never = std::make_shared<std::promise<void>>();
  const std::shared_future<void> answer = never->get_future().share();
  const auto silent = [answer](const std::string&) -> Result<Addresses> {
    answer.wait();
    return Failure{Reason::kDns, "too late"};
  };
  SECTION("past their deadline") {
    Resolver resolver("cm", silent);
    CHECK(resolver.resolve(in(milliseconds(50))).failure().reason == Reason::kTimeout);
  }
  SECTION("past its own bound") {
    Resolver resolver("cm", silent);
    CHECK(resolver.resolve(in(milliseconds(60000))).failure().reason == Reason::kDns);
  }
  SECTION("after a cancel") {
    Resolver resolver("cm", silent);
    auto waiting =
        std::async(std::launch::async, [&] { return resolver.resolve(in(milliseconds(60000))); });
    resolver.cancel();
    CHECK(waiting.get().failure().reason == Reason::kTimeout);
  }
  never->set_value();
}
