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

// Throws std::runtime_error if the page is not gzip.
GzipPage get_gzip_page(const RunningExporter& exporter);

// Returns the value of the only series of `metric`. Throws std::runtime_error if there is none.
double value_of(const std::string& page, const std::string& metric);

}  // namespace cckm::test
