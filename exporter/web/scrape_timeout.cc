// SPDX-License-Identifier: Apache-2.0
// Strict parsing of the header: the whole text must be a finite number.
#include "exporter/web/scrape_timeout.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <optional>

namespace cckm {
namespace {

using std::chrono::nanoseconds;
using Seconds = std::chrono::duration<double>;

std::optional<Seconds> parse_seconds(std::string_view text) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  const bool valid = error == std::errc{} && end == text.data() + text.size();
  if (!valid || !std::isfinite(seconds) || seconds <= 0) return std::nullopt;
  return Seconds(seconds);
}

}  // namespace

nanoseconds scrape_timeout(std::string_view header, const ScrapeTimeouts& timeouts,
                           std::chrono::milliseconds offset) {
  const auto announced = parse_seconds(header);
  if (!announced) return timeouts.without_header;
  const Seconds left = *announced > offset ? Seconds(*announced - offset) : *announced / 2;
  // Compares as seconds: a huge header would not fit nanoseconds.
  const auto bounded =
      std::chrono::duration_cast<nanoseconds>(std::min<Seconds>(left, timeouts.longest));
  return std::max(bounded, nanoseconds(1));
}

}  // namespace cckm
