// SPDX-License-Identifier: Apache-2.0
// Points on the steady clock by which something must have ended. They are passed down, never made
// up.
#pragma once

#include <chrono>

namespace cckm {

using Deadline = std::chrono::steady_clock::time_point;

// The time of one collection.
struct Window {
  Deadline begin;
  Deadline end;
};

}  // namespace cckm
