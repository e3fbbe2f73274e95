// SPDX-License-Identifier: Apache-2.0
// Of the ranges that cover a format, the most specific one gives its quality.
#include "exporter/web/negotiation.h"

#include <algorithm>
#include <charconv>
#include <cstddef>
#include <optional>
#include <tuple>

#include "exporter/model/ascii.h"

namespace cckm {
namespace {

// One element of the header, such as `text/plain;version=0.0.4;q=0.5`.
struct Range {
  std::string_view type;
  std::optional<std::string_view> version;
  double quality = 1;
};

// How a range covers a format. The default: it does not.
struct Match {
  int specificity = 0;
  double quality = 0;

  bool operator<(const Match& other) const {
    return std::tie(specificity, quality) < std::tie(other.specificity, other.quality);
  }
};

// Removes the part before the first `separator` outside of quotes, and the separator. Returns the
// part.
std::string_view take_until(std::string_view& rest, char separator) {
  bool quoted = false;
  std::size_t end = 0;
  for (; end < rest.size() && (quoted || rest[end] != separator); ++end) {
    if (rest[end] == '"') quoted = !quoted;
    if (rest[end] == '\\' && quoted) ++end;
  }
  const std::string_view part = rest.substr(0, end);
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return part;
}

std::string_view unquoted(std::string_view text) {
  const bool quoted = text.size() >= 2 && text.front() == '"' && text.back() == '"';
  return quoted ? text.substr(1, text.size() - 2) : text;
}

std::optional<double> parse_quality(std::string_view text) {
  double quality = 0;
  const char* const end = text.data() + text.size();
  const auto [parsed, error] = std::from_chars(text.data(), end, quality, std::chars_format::fixed);
  const bool valid = error == std::errc{} && parsed == end && 0 <= quality && quality <= 1;
  return valid ? std::optional(quality) : std::nullopt;
}

// Returns nothing if the quality is malformed. Ignores all parameters but `version` and `q`.
std::optional<Range> parse_range(std::string_view text) {
  Range range{.type = trimmed(take_until(text, ';'), kBlanks)};
  while (!text.empty()) {
    std::string_view value = take_until(text, ';');
    const std::string_view name = trimmed(take_until(value, '='), kBlanks);
    value = unquoted(trimmed(value, kBlanks));
    if (equal_ignoring_case(name, "version")) range.version = value;
    if (!equal_ignoring_case(name, "q")) continue;
    const auto quality = parse_quality(value);
    if (!quality) return std::nullopt;
    range.quality = *quality;
  }
  return range;
}

Match match_openmetrics(const Range& range) {
  if (!equal_ignoring_case(range.type, "application/openmetrics-text")) return {};
  if (!range.version) return {1, range.quality};
  const bool known = range.version == "1.0.0" || range.version == "0.0.1";
  return known ? Match{2, range.quality} : Match{};
}

Match match_text(const Range& range) {
  if (range.type == "*/*") return {1, range.quality};
  if (equal_ignoring_case(range.type, "text/*")) return {2, range.quality};
  if (!equal_ignoring_case(range.type, "text/plain")) return {};
  if (!range.version) return {3, range.quality};
  return range.version == "0.0.4" ? Match{4, range.quality} : Match{};
}

}  // namespace

PageFormat page_format(std::string_view accept) {
  Match openmetrics;
  Match text;
  while (!accept.empty()) {
    const auto range = parse_range(take_until(accept, ','));
    if (!range) continue;
    openmetrics = std::max(openmetrics, match_openmetrics(*range));
    text = std::max(text, match_text(*range));
  }
  const bool preferred = openmetrics.quality > 0 && openmetrics.quality >= text.quality;
  return preferred ? PageFormat::kOpenMetrics : PageFormat::kText;
}

}  // namespace cckm
