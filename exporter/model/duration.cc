// SPDX-License-Identifier: Apache-2.0
// A duration is a sequence of terms, each a number and a unit smaller than the previous one.
#include "exporter/model/duration.h"

#include <array>
#include <charconv>
#include <cstdint>
#include <limits>
#include <span>

namespace cckm {
namespace {

using std::chrono::milliseconds;

struct Unit {
  std::string_view name;
  std::int64_t milliseconds;
};

constexpr std::int64_t kSecond = 1000;
constexpr std::int64_t kHour = 3600 * kSecond;
constexpr std::int64_t kDay = 24 * kHour;
constexpr std::array kUnits = {Unit{"y", 365 * kDay}, Unit{"w", 7 * kDay},     Unit{"d", kDay},
                               Unit{"h", kHour},      Unit{"m", 60 * kSecond}, Unit{"s", kSecond},
                               Unit{"ms", 1}};

// Removes the longest prefix of characters in `set` from `text` and returns it.
std::string_view take(std::string_view& text, std::string_view set) {
  const std::string_view taken = text.substr(0, text.find_first_not_of(set));
  text.remove_prefix(taken.size());
  return taken;
}

std::optional<std::int64_t> whole_number(std::string_view digits) {
  std::int64_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || error != std::errc()) return std::nullopt;
  return number;
}

// Removes a fraction such as `.5` from the front of `text`. Returns it in thousandths, 0 if there
// is none, and empty unless one to three digits and a final `s` follow the dot.
std::optional<std::int64_t> take_fraction(std::string_view& text) {
  if (!text.starts_with('.')) return 0;
  text.remove_prefix(1);
  std::string digits(take(text, "0123456789"));
  if (digits.empty() || digits.size() > 3 || text != "s") return std::nullopt;
  digits.resize(3, '0');
  return whole_number(digits);
}

// Removes the name of a unit from the front of `text`. Leaves in `units` only the units that are
// allowed after it.
std::optional<Unit> take_unit(std::string_view& text, std::span<const Unit>& units) {
  const std::string_view name = take(text, "ywdhms");
  for (std::size_t i = 0; i < units.size(); ++i) {
    if (units[i].name != name) continue;
    const Unit found = units[i];
    units = units.subspan(i + 1);
    return found;
  }
  return std::nullopt;
}

// Returns total + number * unit; empty on overflow.
std::optional<std::int64_t> add(std::int64_t total, std::int64_t number, std::int64_t unit) {
  if (number > (std::numeric_limits<std::int64_t>::max() - total) / unit) return std::nullopt;
  return total + number * unit;
}

}  // namespace

std::optional<milliseconds> parse_duration(std::string_view text) {
  std::span<const Unit> units = kUnits;
  std::optional<std::int64_t> total = 0;
  do {
    const auto number = whole_number(take(text, "0123456789"));
    const auto fraction = take_fraction(text);
    const auto unit = take_unit(text, units);
    if (!number || !fraction || !unit) return std::nullopt;
    total = add(*total + *fraction, *number, unit->milliseconds);
  } while (total && !text.empty());
  if (!total) return std::nullopt;
  return milliseconds(*total);
}

std::string format_duration(milliseconds duration) {
  for (const Unit& unit : std::span(kUnits).subspan(2)) {
    if (duration.count() % unit.milliseconds == 0 && duration.count() != 0) {
      return std::to_string(duration.count() / unit.milliseconds).append(unit.name);
    }
  }
  return "0s";
}

}  // namespace cckm
