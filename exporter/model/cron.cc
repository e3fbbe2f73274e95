// SPDX-License-Identifier: Apache-2.0
// Each field is a mask with one bit for each value. A search looks for the next bit of a mask:
// first the time of day, then the day of the month, then the months one by one. So an expression
// that never comes costs 72 months, and no search counts minutes.
#include "exporter/model/cron.h"

#include <array>
#include <bit>
#include <charconv>
#include <limits>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "exporter/model/ascii.h"

namespace cckm {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::minutes;
using std::chrono::months;
using std::chrono::seconds;
using std::chrono::sys_days;
using std::chrono::sys_seconds;
using std::chrono::year;
using std::chrono::year_month;
using std::chrono::year_month_day;
using std::chrono::years;

using Mask = std::uint64_t;

// robfig/cron gives up at the end of the fifth year.
constexpr years kYearsAhead(5);
// The longest time between two 29ths of February, around the year 2100.
constexpr years kYearsBack(8);

// The range of a field, and the names of its values. The first name is that of `min`.
struct Field {
  unsigned min;
  unsigned max;
  std::span<const std::string_view> names = {};
};

constexpr std::string_view kMonths[] = {"jan", "feb", "mar", "apr", "may", "jun",
                                        "jul", "aug", "sep", "oct", "nov", "dec"};
constexpr std::string_view kWeekdays[] = {"sun", "mon", "tue", "wed", "thu", "fri", "sat"};
constexpr std::array kFields = {Field{0, 59}, Field{0, 23}, Field{1, 31}, Field{1, 12, kMonths},
                                Field{0, 6, kWeekdays}};

// The white space of Unicode, as Go splits at it.
constexpr std::string_view kSpaces[] = {" ",
                                        "\t",
                                        "\n",
                                        "\v",
                                        "\f",
                                        "\r",
                                        "\xC2\x85",
                                        "\xC2\xA0",
                                        "\xE1\x9A\x80",
                                        "\xE2\x80\x80",
                                        "\xE2\x80\x81",
                                        "\xE2\x80\x82",
                                        "\xE2\x80\x83",
                                        "\xE2\x80\x84",
                                        "\xE2\x80\x85",
                                        "\xE2\x80\x86",
                                        "\xE2\x80\x87",
                                        "\xE2\x80\x88",
                                        "\xE2\x80\x89",
                                        "\xE2\x80\x8A",
                                        "\xE2\x80\xA8",
                                        "\xE2\x80\xA9",
                                        "\xE2\x80\xAF",
                                        "\xE2\x81\x9F",
                                        "\xE3\x80\x80"};

// Returns the bytes of the white space at the start of `text`; 0 if there is none.
std::size_t space_length(std::string_view text) {
  for (const std::string_view space : kSpaces) {
    if (text.starts_with(space)) return space.size();
  }
  return 0;
}

std::vector<std::string_view> split_at_spaces(std::string_view text) {
  std::vector<std::string_view> words;
  std::size_t begin = 0;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t space = at == text.size() ? 1 : space_length(text.substr(at));
    if (space != 0 && at > begin) words.push_back(text.substr(begin, at - begin));
    at += space == 0 ? 1 : space;
    if (space != 0) begin = at;
  }
  return words;
}

// Returns the text before the first `separator`, and the text after it if there is one.
std::pair<std::string_view, std::optional<std::string_view>> cut(std::string_view text,
                                                                 char separator) {
  const std::size_t at = text.find(separator);
  if (at == std::string_view::npos) return {text, std::nullopt};
  return {text.substr(0, at), text.substr(at + 1)};
}

// Parses digits after an optional plus sign. Go's int has 63 bits without its sign.
std::optional<std::uint64_t> number_of(std::string_view text) {
  if (text.starts_with('+')) text.remove_prefix(1);
  std::uint64_t number = 0;
  const char* const end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  constexpr std::uint64_t kMost = std::numeric_limits<std::int64_t>::max();
  if (error != std::errc() || stop != end || number > kMost) return std::nullopt;
  return number;
}

// Returns the text in lower case, as Go does it: that of a capital I with a dot is `i`. No other
// letter outside ASCII has a lower case that a name contains.
std::string lower_case(std::string_view text) {
  constexpr std::string_view kCapitalDottedI = "\xC4\xB0";
  std::string lower;
  for (; !text.empty(); text.remove_prefix(1)) {
    const bool dotted = text.starts_with(kCapitalDottedI);
    lower += dotted ? 'i' : to_lower(text.front());
    if (dotted) text.remove_prefix(1);
  }
  return lower;
}

// Returns a number, or the value of a name of the field. A number can be outside the range.
std::optional<std::uint64_t> value_of(std::string_view text, const Field& field) {
  const std::string name = lower_case(text);
  for (std::size_t i = 0; i < field.names.size(); ++i) {
    if (field.names[i] == name) return field.min + i;
  }
  return number_of(text);
}

// The values that a field or an element of its list matches.
struct Values {
  Mask mask = 0;
  bool any = false;  // `*` or `?` without a step above 1: the field is not restricted
};

Mask mask_of(std::uint64_t begin, std::uint64_t end, std::uint64_t step) {
  Mask mask = 0;
  for (std::uint64_t value = begin; value <= end; value += step) mask |= Mask{1} << value;
  return mask;
}

// Parses an element: `*`, `5`, `MON`, `1-5`, each also with a step: `*/15`, `5/10`, `1-5/2`. A step
// after a single value means from there to the end of the field. The text after `*-` is ignored.
std::optional<Values> parse_element(std::string_view text, const Field& field) {
  const auto [range, step_text] = cut(text, '/');
  const auto [first, last] = cut(range, '-');
  const bool star = first == "*" || first == "?";
  const auto begin = star ? field.min : value_of(first, field);
  const auto end = star || (step_text && !last) ? field.max : value_of(last.value_or(first), field);
  const auto step = number_of(step_text.value_or("1"));
  if (!begin || !end || !step || *step == 0) return std::nullopt;
  if (*begin < field.min || *end > field.max || *begin > *end) return std::nullopt;
  return Values{mask_of(*begin, *end, *step), star && *step == 1};
}

// Parses a list. Its empty elements are ignored, so a lone comma matches no value.
std::optional<Values> parse_field(std::string_view text, const Field& field) {
  Values all;
  for (std::optional<std::string_view> rest = text; rest;) {
    const auto [element, others] = cut(*rest, ',');
    rest = others;
    if (element.empty()) continue;
    const auto values = parse_element(element, field);
    if (!values) return std::nullopt;
    all.mask |= values->mask;
    all.any |= values->any;
  }
  return all;
}

bool has(Mask mask, unsigned bit) {
  return (mask >> bit & 1U) != 0;
}

// Returns the lowest bit of `mask` from `low` on. Precondition: low < 64.
std::optional<unsigned> first_bit(Mask mask, unsigned low) {
  mask &= ~Mask{0} << low;
  if (mask == 0) return std::nullopt;
  return static_cast<unsigned>(std::countr_zero(mask));
}

// Returns the highest bit of `mask` up to `high`. Precondition: high < 64.
std::optional<unsigned> last_bit(Mask mask, unsigned high) {
  mask &= ~Mask{0} >> (63 - high);
  if (mask == 0) return std::nullopt;
  return 63 - static_cast<unsigned>(std::countl_zero(mask));
}

year year_of(sys_days day) {
  return year_month_day(day).year();
}

}  // namespace

std::optional<Cron> Cron::parse(std::string_view text) {
  const auto words = split_at_spaces(text);
  if (words.size() != kFields.size()) return std::nullopt;
  std::array<Values, kFields.size()> fields;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    const auto values = parse_field(words[i], kFields[i]);
    if (!values) return std::nullopt;
    fields[i] = *values;
  }
  Cron cron;
  cron.minutes_ = fields[0].mask;
  cron.hours_ = fields[1].mask;
  cron.days_ = fields[2].mask;
  cron.months_ = fields[3].mask;
  cron.weekdays_ = fields[4].mask;
  cron.either_day_ = !fields[2].any && !fields[4].any;
  return cron;
}

std::optional<sys_seconds> Cron::next_after(sys_seconds time) const {
  const auto begin = floor<minutes>(time) + minutes(1);
  const auto today = floor<days>(begin);
  if (first_day(today, year_of(today)) == today) {
    if (const auto same_day = first_time(begin - today)) return today + *same_day;
  }
  const year last = year_of(floor<days>(time + seconds(1))) + kYearsAhead;
  const auto day = first_day(today + days(1), last);
  const auto first = first_time(minutes(0));
  if (!day || !first) return std::nullopt;
  return *day + *first;
}

std::optional<sys_seconds> Cron::last_until(sys_seconds time) const {
  const auto end = floor<minutes>(time);
  const auto today = floor<days>(end);
  if (last_day(today, year_of(today)) == today) {
    if (const auto same_day = last_time(end - today)) return today + *same_day;
  }
  const auto day = last_day(today - days(1), year_of(today) - kYearsBack);
  const auto last = last_time(days(1) - minutes(1));
  if (!day || !last) return std::nullopt;
  return *day + *last;
}

Mask Cron::days_of(year_month month) const {
  if (!has(months_, static_cast<unsigned>(month.month()))) return 0;
  const auto first = std::chrono::weekday(sys_days(month / 1)).c_encoding();
  const auto length = static_cast<unsigned>((month / std::chrono::last).day());
  // The weekdays six times, seven bits each. Bit 0 is a Sunday.
  const Mask weeks = weekdays_ * mask_of(0, 35, 7);
  const Mask by_weekday = weeks >> first << 1U;
  const Mask matching = either_day_ ? days_ | by_weekday : days_ & by_weekday;
  return matching & mask_of(1, length, 1);
}

std::optional<sys_days> Cron::first_day(sys_days day, year last) const {
  const year_month_day date(day);
  auto low = static_cast<unsigned>(date.day());
  for (auto month = date.year() / date.month(); month.year() <= last; month += months(1)) {
    if (const auto found = first_bit(days_of(month), low))
      return sys_days(month / std::chrono::day(*found));
    low = 1;
  }
  return std::nullopt;
}

std::optional<sys_days> Cron::last_day(sys_days day, year first) const {
  const year_month_day date(day);
  auto high = static_cast<unsigned>(date.day());
  for (auto month = date.year() / date.month(); month.year() >= first; month -= months(1)) {
    if (const auto found = last_bit(days_of(month), high))
      return sys_days(month / std::chrono::day(*found));
    high = 31;
  }
  return std::nullopt;
}

std::optional<minutes> Cron::first_time(minutes time) const {
  const auto hour = static_cast<unsigned>(time / hours(1));
  const auto minute = static_cast<unsigned>(time % hours(1) / minutes(1));
  const auto later = first_bit(minutes_, minute);
  if (later && has(hours_, hour)) return hours(hour) + minutes(*later);
  const auto next_hour = first_bit(hours_, hour + 1);
  const auto first = first_bit(minutes_, 0);
  if (!next_hour || !first) return std::nullopt;
  return hours(*next_hour) + minutes(*first);
}

std::optional<minutes> Cron::last_time(minutes time) const {
  const auto hour = static_cast<unsigned>(time / hours(1));
  const auto minute = static_cast<unsigned>(time % hours(1) / minutes(1));
  const auto earlier = last_bit(minutes_, minute);
  if (earlier && has(hours_, hour)) return hours(hour) + minutes(*earlier);
  const auto hour_before = hour == 0 ? std::nullopt : last_bit(hours_, hour - 1);
  const auto last = last_bit(minutes_, 59);
  if (!hour_before || !last) return std::nullopt;
  return hours(*hour_before) + minutes(*last);
}

}  // namespace cckm
