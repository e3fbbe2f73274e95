// SPDX-License-Identifier: Apache-2.0
// The simulator's default jobs, one for each outcome of a run.
#pragma once

#include <vector>

#include "tests/simulator/simulated_job.h"

namespace cckm::test {

// The AWS account of the sample jobs and of the default world.
inline constexpr const char* kSampleAccount = "123456789012";

// Returns the example of CM's documentation, byte for byte, and jobs of several clouds that ran in
// the last hours before `now`.
std::vector<SimulatedJob> sample_jobs(Time now);

// Returns a completed AWS job with three regions. Its id and name contain `index`.
SimulatedJob extra_job(std::size_t index, Time now);

}  // namespace cckm::test
