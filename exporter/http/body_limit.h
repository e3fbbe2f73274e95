// SPDX-License-Identifier: Apache-2.0
// Room for large answers. Each worker could be sent one at the same moment, and one takes twenty
// MiB until it is understood: so only a few at a time go on beyond what jobs ordinarily have.
#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <semaphore>

#include "exporter/model/deadline.h"

namespace cckm {

// Thread-safe; outlives its places.
class BodyLimit {
 public:
  // Up to this size, of some four thousand regions, a body needs no place.
  static constexpr std::size_t kSmallBytes = 256 << 10;
  static constexpr std::ptrdiff_t kPermits = 2;

  // Given back with its last copy; null: none.
  using Permit = std::shared_ptr<BodyLimit>;

  // Waits for a place; null if there was none by `deadline`.
  Permit enter(Deadline deadline) {
    if (!permits_.try_acquire_until(deadline)) return nullptr;
    return {this, [](BodyLimit* all) { all->permits_.release(); }};
  }

 private:
  std::counting_semaphore<kPermits> permits_{kPermits};
};

}  // namespace cckm
