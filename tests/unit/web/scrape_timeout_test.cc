// SPDX-License-Identifier: Apache-2.0
// The header of Prometheus against the configured timeout.
#include "exporter/web/scrape_timeout.h"

#include <string>

#include "tests/support/catch.h"

using namespace cckm;
using namespace std::chrono_literals;

TEST_CASE("the timeout is the smaller of the configured one and the header less the offset") {
  const auto [header, wanted] = GENERATE(table<std::string, std::chrono::milliseconds>({
      // The header less the offset, at most the configured timeout.
      {"3", 2500ms},
      {"10", 9500ms},
      {"10.0", 9500ms},
      {"1.5", 1000ms},
      {"3e0", 2500ms},
      {"60", 9500ms},
      {"1e300", 9500ms},
      // Not above the offset, or not a number of seconds: the configured timeout.
      {"0.5", 9500ms},
      {"0.5000000001", 9500ms},
      {"0", 9500ms},
      {"-3", 9500ms},
      {"", 9500ms},
      {"3s", 9500ms},
      {" 3", 9500ms},
      {"nan", 9500ms},
      {"inf", 9500ms},
      {"1e999", 9500ms},
  }));
  CAPTURE(header);
  CHECK(scrape_timeout(header, 9500ms, 500ms) == wanted);
}
