// SPDX-License-Identifier: Apache-2.0
// The owner of a descriptor closes it once.
#include "exporter/system/descriptor.h"

#include <fcntl.h>

#include <optional>

#include "tests/support/catch.h"

using namespace cckm;

namespace {

int open_null() {
  return ::open("/dev/null", O_RDONLY | O_CLOEXEC);
}

bool is_open(int descriptor) {
  return ::fcntl(descriptor, F_GETFD) >= 0;
}

}  // namespace

TEST_CASE("a negative descriptor is none") {
  CHECK_FALSE(Descriptor(-1));
  CHECK(Descriptor(open_null()));
}

TEST_CASE("a descriptor is closed with its owner") {
  const int number = open_null();
  {
    const Descriptor owner(number);
    CHECK(owner.get() == number);
    CHECK(is_open(number));
  }
  CHECK_FALSE(is_open(number));
}

TEST_CASE("a move constructor takes the descriptor") {
  const int number = open_null();
  std::optional<Descriptor> first(std::in_place, number);
  const Descriptor second(std::move(*first));
  first.reset();
  CHECK(second.get() == number);
  CHECK(is_open(number));
}

TEST_CASE("a move assignment takes the descriptor, and the old one is closed in the end") {
  const int replaced = open_null();
  const int number = open_null();
  {
    Descriptor target(replaced);
    {
      Descriptor source(number);
      target = std::move(source);
    }
    CHECK(target.get() == number);
    CHECK(is_open(number));
    CHECK_FALSE(is_open(replaced));
  }
  CHECK_FALSE(is_open(number));
}
