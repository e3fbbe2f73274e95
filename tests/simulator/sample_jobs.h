// SPDX-License-Identifier: Apache-2.0
// The jobs that the simulator has without being told: one of each way that a run can go.
#pragma once

#include <vector>

#include "tests/simulator/simulated_job.h"

namespace cckm::test {

// The run of CM's documentation, to the letter; beside it runs of several clouds from the last
// hours before `now`.
std::vector<SimulatedJob> sample_jobs(Time now);

// The `index`th of any number of completed AWS jobs with three regions each.
SimulatedJob extra_job(std::size_t index, Time now);

}  // namespace cckm::test
