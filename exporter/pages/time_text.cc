// SPDX-License-Identifier: Apache-2.0
// All times are in UTC, as those of CM's schedules and of the log are.
#include "exporter/pages/time_text.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <string_view>

namespace cckm {
namespace {

// Returns `2026-11-26`, then `between`, then `15:20:03`.
std::string date_and_time(Timestamp time, const char* between) {
  const std::chrono::sys_seconds seconds{std::chrono::seconds(time.seconds)};
  const auto day = std::chrono::floor<std::chrono::days>(seconds);
  const std::chrono::year_month_day date(day);
  const std::chrono::hh_mm_ss clock(seconds - day);
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02u-%02u%s%02d:%02d:%02d",
                static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                static_cast<unsigned>(date.day()), between, static_cast<int>(clock.hours().count()),
                static_cast<int>(clock.minutes().count()),
                static_cast<int>(clock.seconds().count()));
  return text.data();
}

std::string two_units(std::int64_t count, std::int64_t per_large, std::string_view large,
                      std::string_view small) {
  std::string text = std::to_string(count / per_large).append(large);
  if (count % per_large != 0)
    text.append(" ").append(std::to_string(count % per_large)).append(small);
  return text;
}

// Precondition: seconds >= 0.
std::string coarse_text(std::int64_t seconds) {
  if (seconds < 60) return std::to_string(seconds) + " s";
  if (seconds < 600) return two_units(seconds, 60, " min", " s");
  if (seconds < 3600) return std::to_string(seconds / 60) + " min";
  if (seconds < 86400) return two_units(seconds / 60, 60, " h", " min");
  return two_units(seconds / 3600, 24, " d", " h");
}

Html opened(Timestamp time) {
  Html html;
  html << "<time datetime=\"" << Escaped{date_and_time(time, "T")} << "Z\">";
  return html;
}

}  // namespace

std::string utc_text(Timestamp time) {
  return date_and_time(time, " ") + " UTC";
}

std::string span_text(double seconds) {
  if (seconds > 0 && seconds < 1) return std::to_string(std::lround(seconds * 1000)) + " ms";
  if (seconds >= 1 && seconds < 10) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%.1f s", seconds);
    return text.data();
  }
  return coarse_text(static_cast<std::int64_t>(std::max(seconds, 0.0)));
}

std::string age_text(Timestamp time, Timestamp now) {
  const auto age = static_cast<std::int64_t>(seconds_between(time, now));
  return age >= 0 ? coarse_text(age) + " ago" : "in " + coarse_text(-age);
}

Html age(Timestamp time, Timestamp now) {
  return opened(time) << Escaped{age_text(time, now)} << "</time>";
}

Html age_and_time(Timestamp time, Timestamp now) {
  return opened(time) << Escaped{age_text(time, now)} << "<small>" << Escaped{utc_text(time)}
                      << "</small></time>";
}

}  // namespace cckm
