// SPDX-License-Identifier: Apache-2.0
// Deadlines relative to now.
#pragma once

#include <chrono>

#include "exporter/model/deadline.h"

namespace cckm::test {

inline Deadline in(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

}  // namespace cckm::test
