// SPDX-License-Identifier: Apache-2.0
// Which page of a list is due at which time.
#include "exporter/cckm/list_renewal.h"

#include "tests/support/catch.h"
#include "tests/unit/cckm/start_time.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("a short list is read at once, and again five minutes later") {
  ListRenewal renewal;
  CHECK(renewal.next(kStart) == 0);
  CHECK(renewal.page(3, 3, kStart));
  CHECK_FALSE(renewal.next(kStart));
  CHECK_FALSE(renewal.next(kStart + 5min - 1ns));
  CHECK(renewal.next(kStart + 5min) == 0);
}

TEST_CASE("an empty list ends with its first page") {
  ListRenewal renewal;
  CHECK(renewal.page(0, std::nullopt, kStart));
  CHECK_FALSE(renewal.next(kStart));
}

TEST_CASE("a long list is read page by page, over several collections") {
  ListRenewal renewal;
  CHECK_FALSE(renewal.page(100, 230, kStart));
  CHECK(renewal.next(kStart) == 100);
  CHECK_FALSE(renewal.page(100, 230, kStart));
  CHECK(renewal.next(kStart + 1min) == 200);
  CHECK(renewal.page(30, 230, kStart + 1min));
  CHECK_FALSE(renewal.next(kStart + 6min - 1ns));
  CHECK(renewal.next(kStart + 6min) == 0);
}

TEST_CASE("a page ends the list only if it is empty, or short and total says so") {
  ListRenewal renewal;
  SECTION("no total") {
    CHECK_FALSE(renewal.page(30, std::nullopt, kStart));
    CHECK(renewal.next(kStart) == 30);
  }
  SECTION("CM sends fewer than were asked for") {
    CHECK_FALSE(renewal.page(30, 31, kStart));
    CHECK(renewal.page(1, 31, kStart));
  }
  SECTION("a full page, whatever total says") {
    CHECK_FALSE(renewal.page(100, 100, kStart));
  }
  CHECK(renewal.page(0, 1000, kStart));
}

TEST_CASE("a failed renewal begins again five minutes later, at the first page") {
  ListRenewal renewal;
  CHECK_FALSE(renewal.page(100, 230, kStart));
  renewal.failed(kStart);
  CHECK_FALSE(renewal.next(kStart + 5min - 1ns));
  CHECK(renewal.next(kStart + 5min) == 0);
}

}  // namespace
}  // namespace cckm::test
