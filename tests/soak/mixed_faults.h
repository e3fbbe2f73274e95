// SPDX-License-Identifier: Apache-2.0
// The faults of the soak: one for each failure of CM or of the network.
#pragma once

#include <span>
#include <string>

#include "tests/simulator/fault.h"

namespace cckm::test {

inline constexpr const char* kTokenRefused = "token refused";

struct NamedFault {
  std::string kind;  // several are of one kind
  Fault fault;
};

std::span<const NamedFault> mixed_faults();

}  // namespace cckm::test
