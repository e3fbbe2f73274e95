// SPDX-License-Identifier: Apache-2.0
// Strict parsing of the header: the whole text must be a finite number.
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
  const bool valid = error == std::errc{} && end == header.data() + header.size();
  if (!valid || !std::isfinite(seconds)) return configured;
  using Seconds = std::chrono::duration<double>;
  const auto left = std::chrono::duration_cast<std::chrono::nanoseconds>(
      std::clamp<Seconds>(Seconds(seconds) - offset, Seconds::zero(), configured));
  return left > left.zero() ? left : configured;
}

}  // namespace cckm
