// SPDX-License-Identifier: Apache-2.0
// Parses the JSON of a fault, as posted to the control interface.
#pragma once

#include <optional>
#include <string_view>

#include "tests/simulator/fault.h"

namespace cckm::test {

// Parses an object with the members of Fault. Its durations are `delay_ms` and `drip_interval_ms`.
// `headers` is an object of texts, `flood` an object. `body` can be any JSON: a text is used as it
// is, any other value is serialized. Returns empty for an unknown member or a wrong type.
std::optional<Fault> parse_fault(std::string_view text);

}  // namespace cckm::test
