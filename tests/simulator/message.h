// SPDX-License-Identifier: Apache-2.0
// An answer as the bytes that go over the wire, with what a fault makes of them.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/simulator/answer.h"
#include "tests/simulator/clock.h"
#include "tests/simulator/fault.h"

namespace cckm::test {

struct Message {
  struct Part {
    Stage stage;
    std::string text;
    std::uint64_t times = 1;
  };

  std::vector<Part> parts;
  // How the connection ends after this; empty: it is kept for the next request.
  std::optional<Ending> ending;
};

// What `fault` has CM answer instead: its status, headers and body.
Answer distort(Answer answer, const Fault& fault);

// The answer's bytes, arriving as `fault` says. Without `keep_alive` the connection is closed.
Message compose(Answer answer, const Fault& fault, bool keep_alive, Time now);

}  // namespace cckm::test
