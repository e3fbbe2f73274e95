// SPDX-License-Identifier: Apache-2.0
// Which responses mean that CM does not offer something.
#include "exporter/cckm/offer.h"

#include "tests/support/catch.h"
#include "tests/unit/cckm/start_time.h"

namespace cckm::test {
namespace {

using namespace std::chrono_literals;

Failure failure(Reason reason) {
  return {reason, ""};
}

TEST_CASE("403 and 404 mean that CM does not offer it, and that it is asked 10 minutes later") {
  const Reason reason = GENERATE(Reason::kForbidden, Reason::kNotFound);
  cckm::Offer offer(false);
  CHECK(offer.offered());
  CHECK_FALSE(offer.is_refused(kStart));
  CHECK(offer.refuse(failure(reason), true, kStart));
  CHECK_FALSE(offer.offered());
  CHECK(offer.is_refused(kStart));
  CHECK(offer.is_refused(kStart + 10min - 1ns));
  CHECK_FALSE(offer.is_refused(kStart + 10min));
  CHECK_FALSE(offer.offered());  // until CM responded with it
  CHECK(offer.refuse(failure(reason), true, kStart + 10min));
  CHECK(offer.is_refused(kStart + 20min - 1ns));
}

TEST_CASE("if CM did not respond itself, it is asked again at once") {
  cckm::Offer offer(false);
  CHECK(offer.refuse(failure(Reason::kNotFound), false, kStart));
  CHECK_FALSE(offer.offered());
  CHECK_FALSE(offer.is_refused(kStart));
}

TEST_CASE("no other failure means that") {
  for (const Reason reason : kReasonNames.values()) {
    if (reason == Reason::kForbidden || reason == Reason::kNotFound) continue;
    CAPTURE(reason_name(reason));
    cckm::Offer offer(false);
    CHECK_FALSE(offer.refuse(failure(reason), true, kStart));
    CHECK(offer.offered());
  }
}

TEST_CASE("what CM offered once is missed later") {
  cckm::Offer offer(false);
  CHECK(offer.refuse(failure(Reason::kForbidden), true, kStart));
  offer.confirm();
  CHECK(offer.offered());
  CHECK_FALSE(offer.is_refused(kStart));
  CHECK_FALSE(offer.refuse(failure(Reason::kForbidden), true, kStart));
  CHECK(offer.offered());
}

TEST_CASE("what the configuration names is missed at once") {
  cckm::Offer offer(true);
  CHECK_FALSE(offer.refuse(failure(Reason::kNotFound), true, kStart));
  CHECK(offer.offered());
  CHECK_FALSE(offer.is_refused(kStart));
}

}  // namespace
}  // namespace cckm::test
