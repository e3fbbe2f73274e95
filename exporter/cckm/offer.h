// SPDX-License-Identifier: Apache-2.0
// Whether CM offers something that the configuration does not name.
#pragma once

#include <chrono>

#include "exporter/model/result.h"
#include "exporter/system/boot_clock.h"

namespace cckm {

// CM responds 403 or 404 where it has no licence, or where the rights are missing. As long as it
// never responded 200, that is no failure. Not thread-safe.
class Offer {
 public:
  static constexpr std::chrono::minutes kAskAgain{10};

  // `required`: the configuration names it, so that 403 and 404 are failures.
  explicit Offer(bool required) : was_offered_(required) {}

  // Returns true if CM is not to be asked at `now`.
  bool is_refused(BootClock::time_point now) const { return refused_ && now < *refused_; }

  // Returns true if CM offers it as far as is known.
  bool offered() const { return !refused_; }

  // Records that CM responded with it.
  void confirm();

  // Records a failure of a request, not of a login. Returns true if it means that CM does not offer
  // it. `from_cm`: CM itself responded. If a proxy did, CM is asked again at once.
  bool refuse(const Failure& failure, bool from_cm, BootClock::time_point now);

 private:
  bool was_offered_;
  std::optional<BootClock::time_point> refused_;  // until CM is asked again
};

}  // namespace cckm
