// SPDX-License-Identifier: Apache-2.0
// The header of Prometheus, with and without a configured timeout.
#include "exporter/web/scrape_timeout.h"

#include <string>

#include "tests/support/catch.h"

using namespace cckm;
using namespace std::chrono_literals;

namespace {

constexpr ScrapeTimeouts kNotConfigured{.without_header = 9500ms, .longest = 10min};
constexpr ScrapeTimeouts kConfigured{.without_header = 9500ms, .longest = 9500ms};

}  // namespace

TEST_CASE("the timeout is the header less the offset, at most the configured one") {
  const auto [header, configured, not_configured] =
      GENERATE(table<std::string, std::chrono::milliseconds, std::chrono::milliseconds>({
          {"3", 2500ms, 2500ms},
          {"3e0", 2500ms, 2500ms},
          {"1.5", 1000ms, 1000ms},
          {"0.6", 100ms, 100ms},
          {"10", 9500ms, 9500ms},
          {"10.0", 9500ms, 9500ms},
          {"30", 9500ms, 29500ms},
          {"60", 9500ms, 59500ms},
          {"601", 9500ms, 10min},
          {"1e300", 9500ms, 10min},
      }));
  CAPTURE(header);
  CHECK(scrape_timeout(header, kConfigured, 500ms) == configured);
  CHECK(scrape_timeout(header, kNotConfigured, 500ms) == not_configured);
}

TEST_CASE("a header that is not above the offset leaves half of its time") {
  const auto [header, wanted] = GENERATE(table<std::string, std::chrono::nanoseconds>({
      {"0.5", 250ms},
      {"0.25", 125ms},
      {"0.001", 500us},
      {"1e-300", 1ns},
  }));
  CAPTURE(header);
  CHECK(scrape_timeout(header, kNotConfigured, 500ms) == wanted);
  CHECK(scrape_timeout(header, kConfigured, 500ms) == wanted);
  CHECK(scrape_timeout(header, {.without_header = 100ms, .longest = 100ms}, 500ms) ==
        std::min<std::chrono::nanoseconds>(wanted, 100ms));
}

TEST_CASE("a timeout is never 0, so that a page is never late for lack of one") {
  CHECK(scrape_timeout("0.5000000001", kNotConfigured, 500ms) == 1ns);
  CHECK(scrape_timeout("3", kNotConfigured, 0ms) == 3s);
}

TEST_CASE("a header that is no number of seconds is ignored") {
  const std::string header =
      GENERATE("0", "-3", "-0", "", "3s", " 3", "3 ", "nan", "inf", "1e999", "junk");
  CAPTURE(header);
  CHECK(scrape_timeout(header, kConfigured, 500ms) == 9500ms);
  CHECK(scrape_timeout(header, kNotConfigured, 500ms) == 9500ms);
}
