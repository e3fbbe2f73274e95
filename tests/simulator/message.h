// SPDX-License-Identifier: Apache-2.0
// A response as bytes to send, changed by a fault.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "tests/simulator/clock.h"
#include "tests/simulator/fault.h"
#include "tests/simulator/response.h"

namespace cckm::test {

struct Message {
  struct Part {
    Stage stage;
    std::string text;
    std::uint64_t times = 1;
  };

  std::vector<Part> parts;
  // How the connection ends after this message; empty: it stays open.
  std::optional<Ending> ending;
};

// Returns the response with the fault's status, headers and body.
Response distort(Response response, const Fault& fault);

// Returns the bytes of a response, with the fault's flood and cut. Without `keep_alive` the
// connection is closed.
Message compose(Response response, const Fault& fault, bool keep_alive, Time now);

}  // namespace cckm::test
