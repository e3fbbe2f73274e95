// SPDX-License-Identifier: Apache-2.0
// Gets pages with gzip, like Prometheus.
#pragma once

#include <cstddef>
#include <string>

#include "tests/e2e/scene.h"

namespace cckm::test {

struct GzipPage {
  std::string text;        // decompressed
  std::size_t sent_bytes;  // compressed
  double seconds;          // from the request to the end of the response
};

// Decompresses. Throws std::runtime_error if the text is not gzip.
std::string gunzip(std::string compressed);

// Returns the response to a scraper with this timeout in seconds.
HttpReply request_gzip_page(const RunningExporter& exporter, const std::string& timeout);

// Gets the page for a scraper with this timeout in seconds. Throws std::runtime_error if the page
// is not gzip.
GzipPage get_gzip_page(const RunningExporter& exporter, const std::string& timeout = "10");

// Returns the value of the only series of `metric`. Throws std::runtime_error if there is none.
double value_of(const std::string& page, const std::string& metric);

}  // namespace cckm::test
