// SPDX-License-Identifier: Apache-2.0
// Each request pays for one interval. Without requests, `burst` intervals are free.
#include "exporter/web/request_limit.h"

#include <algorithm>

namespace cckm {

bool RequestLimit::permit(Time now) {
  const std::lock_guard lock(mutex_);
  const Time paid = std::max(paid_until_, now) + interval_;
  if (paid - now > interval_ * burst_) return false;
  paid_until_ = paid;
  return true;
}

}  // namespace cckm
