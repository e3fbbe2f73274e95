// SPDX-License-Identifier: Apache-2.0
// Breathes between two questions, so that whoever is waited for gets on.
#include "tests/e2e/patience.h"

#include <thread>

namespace cckm::test {

bool in_time(const std::function<bool()>& condition) {
  constexpr std::chrono::milliseconds kBreath{50};
  const auto end = std::chrono::steady_clock::now() + kPatience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(kBreath);
  }
  return true;
}

}  // namespace cckm::test
