// SPDX-License-Identifier: Apache-2.0
// The back-off as a function of time.
#include "exporter/cckm/login_backoff.h"

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;

constexpr BootClock::time_point kNow{1h};

}  // namespace

TEST_CASE("the back-off grows to a quarter of an hour") {
  CHECK(login_backoff(1) == 60s);
  CHECK(login_backoff(2) == 120s);
  CHECK(login_backoff(3) == 300s);
  CHECK(login_backoff(4) == 900s);
  CHECK(login_backoff(1000) == 900s);
}

TEST_CASE("each refusal in a row blocks logins for longer") {
  LoginBackoff backoff;
  CHECK_FALSE(backoff.blocks(kNow));
  CHECK(backoff.refused(kNow, 0) == kNow + 60s);
  CHECK(backoff.blocks(kNow));
  CHECK(backoff.blocks(kNow + 60s - 1ns));
  CHECK_FALSE(backoff.blocks(kNow + 60s));
  CHECK(backoff.refused(kNow, 0) == kNow + 120s);
  CHECK(backoff.refused(kNow, 0) == kNow + 300s);
}

TEST_CASE("jitter is added to the step") {
  LoginBackoff backoff;
  CHECK(backoff.refused(kNow, 0.1) == kNow + 66s);
  CHECK(backoff.refused(kNow, 0.05) == kNow + 126s);
}

TEST_CASE("a reset ends the back-off and begins the steps again") {
  LoginBackoff backoff;
  CHECK_FALSE(backoff.refused_before());
  backoff.refused(kNow, 0);
  backoff.refused(kNow, 0);
  CHECK(backoff.refused_before());
  backoff.reset();
  CHECK_FALSE(backoff.refused_before());
  CHECK_FALSE(backoff.blocks(kNow));
  CHECK(backoff.refused(kNow, 0) == kNow + 60s);
}

}  // namespace cckm::test
