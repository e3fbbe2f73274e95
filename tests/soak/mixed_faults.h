// SPDX-License-Identifier: Apache-2.0
// One of each way that CM, or what is between, can go wrong.
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
