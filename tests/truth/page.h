// SPDX-License-Identifier: Apache-2.0
// The series that two exporters and a Prometheus make of a history.
#pragma once

#include <ostream>

#include "tests/truth/history.h"

namespace cckm::truth {

// Writes all series as `input_series` of `promtool test rules`.
void write_series(const History& history, std::ostream& out);

}  // namespace cckm::truth
