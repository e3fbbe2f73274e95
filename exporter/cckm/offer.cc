// SPDX-License-Identifier: Apache-2.0
// After a 200, a 403 or 404 is a failure: rights or a licence were withdrawn.
#include "exporter/cckm/offer.h"

namespace cckm {

void Offer::confirm() {
  was_offered_ = true;
  refused_.reset();
}

bool Offer::refuse(const Failure& failure, bool from_cm, BootClock::time_point now) {
  const bool no = failure.reason == Reason::kForbidden || failure.reason == Reason::kNotFound;
  if (!no || was_offered_) return false;
  refused_ = from_cm ? now + kAskAgain : now;
  return true;
}

}  // namespace cckm
