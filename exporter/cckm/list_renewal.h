// SPDX-License-Identifier: Apache-2.0
// When which page of a list is read that is renewed every five minutes.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "exporter/system/boot_clock.h"

namespace cckm {

// A renewal can take several collections. Not thread-safe.
class ListRenewal {
 public:
  static constexpr std::chrono::minutes kPeriod{5};

  // Returns the position of the next page; empty: no page is due at `now`.
  std::optional<std::size_t> next(BootClock::time_point now) const;

  // Records a page of `entries`. `total` is as CM sent it. Returns true if it is the last one. The
  // next renewal begins kPeriod after `now`.
  bool page(std::size_t entries, std::optional<std::uint64_t> total, BootClock::time_point now);

  // Gives this renewal up. The next one begins kPeriod after `now`.
  void failed(BootClock::time_point now);

 private:
  std::size_t skip_ = 0;  // 0: no renewal has begun
  BootClock::time_point due_ = BootClock::time_point::min();
};

}  // namespace cckm
