// SPDX-License-Identifier: Apache-2.0
// Many scrapers that scrape at once, as Prometheus servers in a cluster do.
#pragma once

#include <cstddef>
#include <vector>

#include "tests/e2e/scene.h"

namespace cckm::test {

struct ScrapesAtOnce {
  std::vector<double> seconds;  // of each scrape with every job read
  std::size_t failed;           // the other scrapes
};

// Starts `scrapers` scrapes at the same moment, and waits for all. Precondition: the exporter reads
// `jobs` jobs.
ScrapesAtOnce scrape_at_once(const RunningExporter& exporter, std::size_t scrapers,
                             std::size_t jobs);

}  // namespace cckm::test
