// SPDX-License-Identifier: Apache-2.0
// A fault as the control interface takes it.
#pragma once

#include <optional>
#include <string_view>

#include "tests/simulator/fault.h"

namespace cckm::test {

// Reads an object whose members are named as Fault's, with `delay_ms` and `drip_interval_ms` for
// its durations, `headers` an object of texts, `flood` an object, and a `body` that may be any
// JSON: a text stands for itself, everything else for how it is written. Empty if anything is not
// known or of the wrong type.
std::optional<Fault> parse_fault(std::string_view text);

}  // namespace cckm::test
