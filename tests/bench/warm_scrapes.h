// SPDX-License-Identifier: Apache-2.0
// Measures warm scrapes of a workload, beside the floor of its requests.
#pragma once

#include <vector>

#include "tests/bench/workload.h"

namespace cckm::test {

struct WarmScrapes {
  std::vector<double> seconds;        // of each scrape
  std::vector<double> floor_seconds;  // of each measurement of the floor
  double processor_seconds;           // of the exporter, in each scrape
  double private_mebibytes;           // of the exporter, at its peak
  double resident_mebibytes;
  double connections;  // that the exporter opened
  double handshakes;
};

// Starts an exporter and scrapes it for about two seconds, at least three times. The floor takes
// turns with the scrapes; after that time it is not measured again. Throws
// std::runtime_error if a job was not read.
WarmScrapes measure_warm_scrapes(const Workload& workload);

}  // namespace cckm::test
