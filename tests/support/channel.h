// SPDX-License-Identifier: Apache-2.0
// A pipe or a pair of sockets.
#pragma once

#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <string>

#include "exporter/system/descriptor.h"
#include "tests/support/catch.h"

namespace cckm::test {

struct Channel {
  explicit Channel(bool sockets = false) {
    std::array<int, 2> ends{};
    REQUIRE((sockets ? ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data()) : ::pipe(ends.data())) ==
            0);
    reader = Descriptor(ends[0]);
    writer = Descriptor(ends[1]);
  }

  // Returns the next bytes, at most 64 KiB. Blocks while there are none.
  std::string read() const {
    std::string text(1 << 16, '\0');
    text.resize(static_cast<std::size_t>(::read(reader.get(), text.data(), text.size())));
    return text;
  }

  Descriptor reader{-1};
  Descriptor writer{-1};
};

}  // namespace cckm::test
