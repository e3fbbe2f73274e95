// SPDX-License-Identifier: Apache-2.0
// Fuzzes the names and the query in the address of a page.
#include <algorithm>
#include <string>

#include "exporter/pages/status_page.h"
#include "exporter/pages/url.h"
#include "tests/fuzz/fuzz.h"
#include "tests/fuzz/targets.h"

void cckm::test::fuzz_page_url(std::string_view text) {
  const std::string encoded = percent_encoded(text);
  require(percent_decoded(encoded) == std::string(text), "an encoded text comes back");
  require(encoded.find_first_of("/?&#+\"<> ") == std::string::npos, "a link needs no escaping");
  if (const auto decoded = percent_decoded(text)) {
    require(decoded->size() <= text.size(), "decoding makes no text longer");
  }
  require(query_value("x=1&name=" + encoded, "name") == std::string(text), "a value is found");

  const StatusFilter filter = status_filter(text);
  require(filter.page >= 1, "pages count from 1");
  const std::string html =
      status_page({.version = "1", .telemetry_path = "/metrics"}, {}, filter, {}).text();
  require(html.find("No collection has run yet") != std::string::npos, "every query has a page");
}
