// SPDX-License-Identifier: Apache-2.0
// A cancellation's flag and its descriptor.
#include "exporter/http/cancellation.h"

#include <fcntl.h>
#include <poll.h>

#include <system_error>

#include "tests/support/catch.h"
#include "tests/support/descriptor_limit.h"

using namespace cckm;
using namespace cckm::test;

namespace {

bool readable(const Cancellation& cancellation) {
  pollfd polled{.fd = cancellation.descriptor(), .events = POLLIN, .revents = 0};
  return ::poll(&polled, 1, 0) == 1;
}

}  // namespace

TEST_CASE("a cancellation is final") {
  Cancellation cancellation;
  CHECK_FALSE(cancellation.cancelled());
  CHECK_FALSE(readable(cancellation));
  for (int i = 0; i < 2; ++i) {
    cancellation.cancel();
    CHECK(cancellation.cancelled());
    CHECK(readable(cancellation));
  }
}

TEST_CASE("a cancellation's descriptor is not inherited by other programs") {
  CHECK(::fcntl(Cancellation().descriptor(), F_GETFD) == FD_CLOEXEC);
}

TEST_CASE("a cancellation cannot be made without a descriptor") {
  const DescriptorLimit none(0);
  CHECK_THROWS_AS(Cancellation(), std::system_error);
}
