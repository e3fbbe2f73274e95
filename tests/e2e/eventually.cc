// SPDX-License-Identifier: Apache-2.0
// Polls, and sleeps between two polls to leave the processor to the other process.
#include "tests/e2e/eventually.h"

#include <thread>

namespace cckm::test {

bool eventually(const std::function<bool()>& condition, std::chrono::seconds patience) {
  constexpr std::chrono::milliseconds kInterval{50};
  const auto end = std::chrono::steady_clock::now() + patience;
  while (!condition()) {
    if (std::chrono::steady_clock::now() >= end) return false;
    std::this_thread::sleep_for(kInterval);
  }
  return true;
}

}  // namespace cckm::test
