// SPDX-License-Identifier: Apache-2.0
// How long no login is tried after CM refused one. It has no clock and no lock of its own.
#pragma once

#include <chrono>
#include <optional>

#include "exporter/system/boot_clock.h"

namespace cckm {

// Returns the back-off after the `refusals`-th refusal in a row, counted from 1.
std::chrono::seconds login_backoff(int refusals);

class LoginBackoff {
 public:
  using Time = BootClock::time_point;

  // Records a login that was refused at `now`. Returns the end of the back-off: `now` plus
  // login_backoff(), plus the share `jitter` (0 .. 1) of it.
  Time refused(Time now, double jitter);

  // Ends the back-off. The next refusal counts as the first.
  void reset();

  // Returns true if no login must be tried at `now`.
  bool blocks(Time now) const { return until_ && now < *until_; }

  // Returns true from a refusal until reset(), even after the back-off has passed.
  bool refused_before() const { return until_.has_value(); }

 private:
  int refusals_ = 0;  // in a row
  std::optional<Time> until_;
};

}  // namespace cckm
