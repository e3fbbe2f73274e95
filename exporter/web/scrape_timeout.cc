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
  const std::chrono::duration<double> left = std::min<std::chrono::duration<double>>(
      std::chrono::duration<double>(seconds) - offset, configured);
  if (left <= left.zero()) return configured;
  return std::chrono::duration_cast<std::chrono::nanoseconds>(left);
}

}  // namespace cckm
