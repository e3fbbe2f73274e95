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
  constexpr double kTenths = 10;
  if (seconds >= 0.05 && seconds < kTenths) {
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%.1f s", seconds);
    return text.data();
  }
  const auto whole = static_cast<std::int64_t>(std::max(seconds, 0.0));
  if (whole < 60) return std::to_string(whole) + " s";
  if (whole < 600) return two_units(whole, 60, " min", " s");
  if (whole < 3600) return std::to_string(whole / 60) + " min";
  if (whole < 86400) return two_units(whole / 60, 60, " h", " min");
  return two_units(whole / 3600, 24, " d", " h");
}

std::string age_text(Timestamp time, Timestamp now) {
  const double age = std::trunc(seconds_between(time, now));
  if (age >= 0) return span_text(age == 0 ? 0 : std::max(age, 1.0)) + " ago";
  return "in " + span_text(-age);
}

Html age(Timestamp time, Timestamp now) {
  return opened(time) << Escaped{age_text(time, now)} << "</time>";
}

Html age_and_time(Timestamp time, Timestamp now) {
  return opened(time) << Escaped{age_text(time, now)} << "<small>" << Escaped{utc_text(time)}
                      << "</small></time>";
}

}  // namespace cckm
