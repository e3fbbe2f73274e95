// SPDX-License-Identifier: Apache-2.0
// The steps of the back-off.
#include "exporter/cckm/login_backoff.h"

#include <algorithm>
#include <array>

namespace cckm {
namespace {

using std::chrono::seconds;

constexpr std::array kSteps = {seconds(60), seconds(120), seconds(300), seconds(900)};

}  // namespace

seconds login_backoff(int refusals) {
  const auto last = static_cast<int>(kSteps.size());
  return kSteps[static_cast<std::size_t>(std::clamp(refusals, 1, last) - 1)];
}

LoginBackoff::Time LoginBackoff::refused(Time now, double jitter) {
  const seconds wait = login_backoff(++refusals_);
  until_ = now + wait + std::chrono::duration_cast<BootClock::duration>(wait * jitter);
  return *until_;
}

void LoginBackoff::reset() {
  refusals_ = 0;
  until_.reset();
}

}  // namespace cckm
