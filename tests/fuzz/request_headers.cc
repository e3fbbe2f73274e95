// SPDX-License-Identifier: Apache-2.0
// Fuzzes the headers of a scrape request that the exporter reads.
#include "exporter/model/ascii.h"
#include "exporter/web/gzip.h"
#include "exporter/web/negotiation.h"
#include "exporter/web/scrape_timeout.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/targets.h"

void cckm::test::fuzz_request_headers(std::string_view header) {
  using namespace std::chrono_literals;
  const auto timeout = scrape_timeout(header, {.without_header = 9500ms, .longest = 10min}, 500ms);
  require(timeout > 0ns && timeout <= 10min, "a timeout is positive and not endless");
  require(header.find_first_of("123456789") != std::string_view::npos || timeout == 9500ms,
          "a header without a number is ignored");
  if (accepts_gzip(header)) {
    require(header.find_first_of("gG") != std::string_view::npos &&
                header.find_first_of("zZ") != std::string_view::npos,
            "gzip is sent only if the header names it");
  }
  if (page_format(header) == PageFormat::kOpenMetrics) {
    require(to_lower(header).find("application/openmetrics-text") != std::string::npos,
            "OpenMetrics is sent only if the header names it");
  }
  require(page_format("application/openmetrics-text;version=1.0.0," + std::string(header)) ==
              PageFormat::kOpenMetrics,
          "no later range takes back the highest quality");
}
