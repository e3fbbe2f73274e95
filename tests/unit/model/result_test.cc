// SPDX-License-Identifier: Apache-2.0
// A value or a failure, and access to the wrong one.
#include "exporter/model/result.h"

#include <string>
#include <variant>

#include "tests/support/catch.h"

namespace cckm::test {
namespace {

TEST_CASE("a result has either a value or a failure") {
  const Result<std::string> good = std::string("text");
  CHECK(good.ok());
  CHECK(good);
  CHECK(*good == "text");
  CHECK(good->size() == 4);
  CHECK_THROWS_AS(good.failure(), std::bad_variant_access);

  const Result<std::string> bad = Failure{Reason::kDns, "no such host"};
  CHECK_FALSE(bad.ok());
  CHECK_FALSE(bad);
  CHECK(bad.failure() == Failure{Reason::kDns, "no such host"});
  CHECK_THROWS_AS(bad.value(), std::bad_variant_access);
}

}  // namespace
}  // namespace cckm::test
