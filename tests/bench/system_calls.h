// SPDX-License-Identifier: Apache-2.0
// Counts the exporter's system calls with strace.
#pragma once

#include <optional>

#include "tests/bench/workload.h"

namespace cckm::test {

// Returns the system calls of a warm scrape, without `futex`, divided by its jobs. Empty if strace
// is missing or not allowed to trace. Precondition: the workload has 3000 jobs at most.
std::optional<double> system_calls_of_job(const Workload& workload);

}  // namespace cckm::test
