// SPDX-License-Identifier: Apache-2.0
// Limits how many large bodies are read at a time: parsing one takes about twenty MiB, and every
// worker can receive one at the same moment.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <semaphore>

#include "exporter/model/deadline.h"

namespace cckm {

// A counting semaphore. Thread-safe. Must outlive its permits.
class BodyLimit {
 public:
  // A body up to this size needs no permit: a job with about four thousand regions.
  static constexpr std::size_t kSmallBytes = 256 << 10;
  static constexpr std::ptrdiff_t kPermits = 2;

  // Released with its last copy; null: none.
  using Permit = std::shared_ptr<BodyLimit>;

  // Blocks until a permit is free. Returns null at `deadline`.
  Permit enter(Deadline deadline) {
    if (!permits_.try_acquire_until(deadline)) return nullptr;
    return {this, [](BodyLimit* limit) { limit->permits_.release(); }};
  }

 private:
  std::counting_semaphore<kPermits> permits_{kPermits};
};

}  // namespace cckm
