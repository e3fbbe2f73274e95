// SPDX-License-Identifier: Apache-2.0
// The deadline's arithmetic.
#include "exporter/web/scrape_timeout.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace cckm {

std::chrono::nanoseconds scrape_timeout(std::string_view header,
                                        std::chrono::milliseconds configured,
                                        std::chrono::milliseconds offset) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(header.data(), header.data() + header.size(), seconds);
  const bool understood = error == std::errc{} && end == header.data() + header.size();
  if (!understood || !std::isfinite(seconds)) return configured;
  using Seconds = std::chrono::duration<double>;
  const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::clamp<Seconds>(Seconds(seconds) - offset, Seconds::zero(), configured));
  return left > left.zero() ? left : configured;
}

}  // namespace cckm
